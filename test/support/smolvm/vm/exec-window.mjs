/**
 * The window after a start in which commands are killed, because the container that they join is about to exit. It starts
 * with the workload, which is the last step of `start`. There is no window with a workload that keeps running.
 *
 * `againMs` adds a second window: after the first command that succeeds, those of the next `againMs` fail again.
 */
export function execWindow({windowMs, windowKind, againMs}, {now, isHeld}) {
  let closesAt = -Infinity;
  let hasAnswered = false;
  const remainingMs = () => (isHeld() ? 0 : Math.max(0, closesAt - now()));
  return {
    open() {
      closesAt = now() + windowMs;
    },
    /** The outcome of a command that starts now: `run`, or a window kind from README.md. */
    verdict: () => (remainingMs() > 0 ? windowKind : 'run'),
    remainingMs,
    /** Called when a command has ended on its own. */
    answered() {
      if (hasAnswered || remainingMs() > 0) return;
      hasAnswered = true;
      closesAt = now() + againMs;
    },
  };
}
