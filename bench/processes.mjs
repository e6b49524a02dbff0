import {spawn} from 'node:child_process';

/**
 * Runs a command to completion and returns its milliseconds, from before its start until its exit was noticed. Its output is
 * discarded; a failure prints its stderr.
 */
export async function timeCommand([program, ...args], options = {}) {
  const startedAt = performance.now();
  const {code, stderr, endedAt} = await runToEnd(program, args, options);
  if (code !== 0) throw new Error(`\`${[program, ...args].join(' ')}\` ended with ${code}\n${stderr}`);
  return endedAt - startedAt;
}

/** Runs a command to its end, however that is; `code` is the signal's name where one ended it. */
export function runToEnd(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'pipe'], ...options});
    let stderr = '';
    let endedAt = 0;
    child.stderr?.on('data', chunk => (stderr += chunk));
    child.once('error', reject);
    child.once('exit', () => (endedAt = performance.now()));
    child.once('close', (code, signal) => resolve({code: code ?? signal, stderr, endedAt}));
  });
}
