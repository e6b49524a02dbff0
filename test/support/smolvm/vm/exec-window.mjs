/**
 * The time after a start in which commands do not live: the container that they join is about to exit. It is counted from
 * the launch of the workload, which is the last thing that `start` does; with a workload that goes on there is none.
 *
 * `againMs` is the other way for it to show: the first command that gets through is answered, and those of the next
 * `againMs` are not.
 */
export function execWindow({windowMs, windowKind, againMs}, {now, isHeld}) {
  let closesAt = -Infinity;
  let hasAnswered = false;
  const remainingMs = () => (isHeld() ? 0 : Math.max(0, closesAt - now()));
  return {
    open() {
      closesAt = now() + windowMs;
    },
    /** The outcome of a command that starts now: `run`, or one of the kinds in README.md. */
    verdict: () => (remainingMs() > 0 ? windowKind : 'run'),
    remainingMs,
    /** A command has come to its end by itself. */
    answered() {
      if (hasAnswered || remainingMs() > 0) return;
      hasAnswered = true;
      closesAt = now() + againMs;
    },
  };
}
