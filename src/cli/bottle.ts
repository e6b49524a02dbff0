#!/usr/bin/env node
import module from 'node:module';
import {join} from 'node:path';
import {descriptorLimit} from '../processes/descriptors.ts';
import {EXIT_INVALID} from './exit-code.ts';
import {closeLostTerminals, terminalStreams} from './lost-terminal.ts';
import {startProblem} from './start-problem.ts';

// Node (from 22.8 on) keeps there what it has compiled, and loads the rest of bottle the faster for it. Not in the folder that
// it would take, which is in the shared /tmp: it executes what it finds. Not by env-paths, which fails where nobody has a home.
const {enableCompileCache} = module as {enableCompileCache?: (directory: string) => unknown};
const {XDG_CACHE_HOME, HOME} = process.env;
const caches = XDG_CACHE_HOME ?? (HOME && join(HOME, '.cache'));
if (caches) enableCompileCache?.(join(caches, 'bottle'));

const limit = descriptorLimit();
const terminals = terminalStreams();
process.on('exit', () => closeLostTerminals(terminals));
try {
  const {catchUncaught, main} = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    descriptorLimit: limit,
    uncaught: catchUncaught(process.stderr),
  });
} catch (error) {
  process.stderr.write(`${startProblem(error, limit)}\n`);
  process.exitCode = EXIT_INVALID;
}
