/** Sends a signal to a process that must exist. Throws without a pid, because pid 0 would signal all processes of the test. */
export function signalProcess(pid: number | null | undefined, name: NodeJS.Signals): void {
  if (!pid) throw new Error(`no process to send ${name} to`);
  process.kill(pid, name);
}
