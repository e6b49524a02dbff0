/** The machine's own command, which keeps the container for other commands running. */
export function workloadOf(guest, {command, env, workdir}) {
  let running;
  return {
    isRunning: () => running !== undefined,
    /** Starts the workload. Returns `undefined` if there is none, or if the guest has no such program. */
    launch() {
      if (command.length === 0) return undefined;
      running = guest.spawn(command, {env, cwd: workdir});
      running?.exit.then(() => (running = undefined));
      return running;
    },
  };
}
