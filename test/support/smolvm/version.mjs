/** Differences between versions of smolvm, as far as the stand-in knows them: SMOLVM's change log names the first version. */
export function traitsOf(version) {
  const since = first => isAtLeast(version, first);
  return {
    /** `create` and `delete` take `--name`; before, the name is positional. */
    namesAreOptions: since('1.0.2'),
    createTakesCommand: since('1.0.0'),
    createTakesLabels: since('1.8.0'),
    copyTakesOwner: since('1.9.0'),
    execDetaches: since('1.3.0'),
    /** An allow-list beside `--from` is kept; before, it is dropped without a word. */
    fromKeepsPolicy: since('1.8.0'),
    /** `status --json` and `ls --json` have `allowed_cidrs` and `allowed_hosts` unless empty. */
    statusShowsPolicy: since('1.27.3'),
    /** `stop --timeout SECONDS`; 0 kills the workload. The workload gets 10 s otherwise, or as long as its machine says. */
    stopTakesTimeout: since('1.28.1'),
    /** `--error-format json` prints a failure with a stable code. */
    failuresHaveCodes: since('1.28.1'),
    /** The output of the workload goes to `workload.log`; before, it went to the console. */
    workloadIsLogged: since('1.28.1'),
    execTakesUser: since('1.14.0'),
    createStopsOnExit: since('1.22.0'),
    createTakesDenyLists: since('1.31.0'),
    /** The machine's own copy of what `--from` named; before, the file must be there at each start. */
    fromIsCopied: since('1.0.0'),
    deleteStopsFirst: since('0.8.1'),
    deleteNeedsTerminal: since('1.17.0'),
    stopKnowsUnknown: since('0.8.1'),
    signalsAreCodes: since('0.8.1'),
    /** The machine's own environment reaches each command; before, only the workload. */
    execHasMachineEnv: since('1.0.0'),
    overflowIsError: since('1.0.0'),
    /** A command that is cut off goes with all that it started. */
    killsWholeTree: since('1.7.6'),
    imageNeedsNetwork: since('1.7.3') && !since('1.25.1'),
    policyNeedsVirtio: since('1.1.3'),
    listHasCuda: since('1.0.0'),
    tellsOfOrphans: since('1.5.0'),
    tellsOfReservation: since('1.0.0'),
  };
}

function isAtLeast(version, first) {
  const [a, b] = [version, first].map(text => text.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 || a[at] > b[at];
}
