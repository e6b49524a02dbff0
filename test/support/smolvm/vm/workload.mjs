/** The machine's own command: it runs as long as it wants, and holds the container that other commands join. */
export function workloadOf(guest, {command, env, workdir}) {
  let running;
  return {
    isRunning: () => running !== undefined,
    /** Starts it, if there is one; `undefined` when there is none, or none of that name in the guest. */
    launch() {
      if (command.length === 0) return undefined;
      running = guest.spawn(command, {env, cwd: workdir});
      running?.exit.then(() => (running = undefined));
      return running;
    },
  };
}
