#!/usr/bin/env node
import module from 'node:module';
import {join} from 'node:path';
import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';

// Node (from 22.8 on) keeps there what it has compiled, and loads the rest of bottle the faster for it. Not in the folder that
// it would use, which is in the shared /tmp and would be executed from there. Not by env-paths, which fails without a home
// directory.
const {enableCompileCache} = module as {enableCompileCache?: (directory: string) => unknown};
const {XDG_CACHE_HOME, HOME} = process.env;
const caches = XDG_CACHE_HOME ?? (HOME && join(HOME, '.cache'));
if (caches) enableCompileCache?.(join(caches, 'bottle'));

/** Used if even the message for it cannot be loaded. */
const LIMIT_HINT = 'raise the open file limit before starting bottle: `ulimit -n 4096`';

let limit: number | undefined;
const terminals = terminalStreams();
process.on('exit', () => closeLostTerminals(terminals));
try {
  limit = (await import('../processes/descriptors.ts')).descriptorLimit();
  const {catchUncaught, main} = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2), {
    cwd: process.cwd(),
    program: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    descriptorLimit: limit,
    uncaught: catchUncaught(process.stderr),
  });
} catch (error) {
  // On demand as well: what this file imports itself is loaded all at the same time, by as many descriptors.
  const explained = await import('./text/start-problem.ts').catch(() => undefined);
  const plain = `error: ${(error as Error).message}; ${LIMIT_HINT}`;
  process.stderr.write(`${explained?.startProblem(error, limit) ?? plain}\n`);
  process.exitCode = 2;
}

/** The standard streams that are a terminal now. */
function terminalStreams(): readonly number[] {
  return [0, 1, 2].filter(descriptor => isatty(descriptor));
}

/**
 * Closes the streams whose terminal has gone away: at its end Node restores the settings of each terminal that it still has, and
 * aborts (exit code 134) if that fails.
 */
function closeLostTerminals(terminals: readonly number[]): void {
  for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
}
