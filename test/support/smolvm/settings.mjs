/** The hazards from the environment, described in README.md. */
export function settingsOf(env) {
  const text = (name, otherwise) => env[`SMOLVM_STANDIN_${name}`] || otherwise;
  const number = (name, otherwise) => Number(text(name, otherwise));
  const [startFails, startFailures = Infinity] = text('START_FAILS', '').split(':');
  return {
    version: text('VERSION', '1.9.3'),
    backend: text('BACKEND', 'host'),
    kernel: text('KERNEL', undefined),
    product: text('PRODUCT', 'smolvm'),
    windowMs: number('WINDOW_MS', 0),
    windowKind: text('WINDOW_KIND', 'killed'),
    againMs: number('AGAIN_MS', 0),
    startMs: number('START_MS', 0),
    startUntil: text('START_UNTIL', undefined),
    startFails,
    startFailures: Number(startFailures),
    readyMs: number('READY_MS', 30_000),
    pingMs: number('PING_MS', 3000),
    lingerMs: number('LINGER_MS', 5000),
    agent: text('AGENT', 'well'),
    overlap: text('OVERLAP', 'recorded'),
    loses: text('LOSES', undefined),
    dies: text('DIES', undefined),
    stopFailures: number('STOP_FAILS', 0),
    stopHangs: text('STOP_HANGS', undefined),
    dropsLists: text('DROPS_LISTS', undefined) !== undefined,
    warns: text('WARNS', undefined) !== undefined,
  };
}
