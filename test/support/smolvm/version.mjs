/** Differences between smolvm versions that the stand-in imitates. The first versions are from smolvm's change log. */
export function traitsOf(version) {
  const since = first => isAtLeast(version, first);
  return {
    /** `create` and `delete` take `--name`. In older versions, the name is positional. */
    namesAreOptions: since('1.0.2'),
    createTakesCommand: since('1.0.0'),
    createTakesLabels: since('1.8.0'),
    copyTakesOwner: since('1.9.0'),
    execDetaches: since('1.3.0'),
    /** An allow-list is kept with `--from`. Older versions drop it silently. */
    fromKeepsPolicy: since('1.8.0'),
    /** `status --json` and `ls --json` contain `allowed_cidrs` and `allowed_hosts` unless empty. */
    statusShowsPolicy: since('1.27.3'),
    /** `stop --timeout SECONDS`, where 0 kills the workload. The default is 10 s or the setting of the machine. */
    stopTakesTimeout: since('1.28.1'),
    /** `--error-format json` prints a failure with a stable code. */
    failuresHaveCodes: since('1.28.1'),
    /** The output of the workload is written to `workload.log`, in older versions to the console. */
    workloadIsLogged: since('1.28.1'),
    execTakesUser: since('1.14.0'),
    createStopsOnExit: since('1.22.0'),
    createTakesDenyLists: since('1.31.0'),
    /** The machine has its own copy of the `--from` file. In older versions, the file must exist at each start. */
    fromIsCopied: since('1.0.0'),
    deleteStopsFirst: since('0.8.1'),
    deleteNeedsTerminal: since('1.17.0'),
    stopKnowsUnknown: since('0.8.1'),
    signalsAreCodes: since('0.8.1'),
    /** The machine's environment is passed to each command, in older versions only to the workload. */
    execHasMachineEnv: since('1.0.0'),
    overflowIsError: since('1.0.0'),
    /** A command that is cut off is killed with all processes that it started. */
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
