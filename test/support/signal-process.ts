/** Sends a signal to a process that must be there: without a pid, that is with 0, it would go to all processes of the test. */
export function signalProcess(pid: number | null | undefined, name: NodeJS.Signals): void {
  if (!pid) throw new Error(`no process to send ${name} to`);
  process.kill(pid, name);
}
