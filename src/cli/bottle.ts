#!/usr/bin/env node
import {closeSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../vocabulary/caught-error.ts';
import {printVersion} from './print-version.ts';
import {findCodeCache} from './scripts/find-code-cache.ts';
import {limitHeap} from './scripts/limit-heap.ts';
import {openScripts, type Scripts} from './scripts/load-scripts.ts';
import {OWN_SCRIPTS} from './scripts/own-scripts.ts';
import {isTerminal} from './scripts/terminal-stream.ts';

/** A hint for the case that even the error message cannot be loaded. */
const LIMIT_HINT = 'raise the open file limit before starting bottle: `ulimit -n 4096`';

/** Commands that only print something: once it is written, nothing else is pending. */
const ONLY_PRINT = ['plan', 'check', '__complete'];

/** The commands that start a run. */
const RUNS = ['run', 'up'];

// Deprecations in Node concern bottle and the packages in its scripts, and not its users.
process.noDeprecation = true;

const loadBuiltin = RUNS.includes(process.argv[2] ?? '') ? limitHeap() : process.getBuiltinModule;
const terminals = [0, 1, 2].filter(isTerminal);
process.on('exit', () => closeLostTerminals(terminals));
if (!printVersion(process.argv.slice(2)))
  void start(
    openScripts<ScriptParts>(join(__dirname, '../scripts'), {
      cache: findCodeCache(process.argv[2], process.env),
      loadBuiltin,
    }),
  );

async function start(scripts: Scripts<ScriptParts>): Promise<void> {
  let limit: number | undefined;
  try {
    const first = scripts.load('start');
    limit = first['src/processes/descriptors.ts']().descriptorLimit();
    const {main, catchUncaught, openOutput, terminalOpener} = first['src/cli/main.ts']();
    const openTerminal = terminalOpener();
    const open = (descriptor: 1 | 2, openStream: () => NodeJS.WriteStream) =>
      openOutput(descriptor, {isTerminal: terminals.includes(descriptor), openStream, openTerminal});
    const [stdout, stderr] = [open(1, () => process.stdout), open(2, () => process.stderr)];
    // The package may be updated or deleted during the call.
    for (const name of OWN_SCRIPTS) scripts.holdOpen(name);
    process.on('exit', () => endWith(scripts));
    process.exitCode = await main(process.argv.slice(2), {
      cwd: process.cwd(),
      program: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
      env: process.env,
      // A getter, since Node loads many modules for each stream.
      get stdin() {
        return process.stdin;
      },
      ...{stdout, stderr},
      descriptorLimit: limit,
      uncaught: catchUncaught(stderr),
    });
    const isWritten = stdout.isDirect && stderr.isDirect;
    // Skips the last turn of the event loop, in which V8 would collect garbage.
    if (isWritten && ONLY_PRINT.includes(process.argv[2] ?? '')) process.exit();
  } catch (error) {
    process.stderr.write(`${explain(error, scripts, limit)}\n`);
    process.exitCode = 2;
  }
}

/** The parts of scripts that this file uses; the build puts them there. */
interface ScriptParts {
  readonly start: {
    'src/processes/descriptors.ts'(): typeof import('../processes/descriptors.ts');
    'src/cli/main.ts'(): typeof import('./main.ts');
  };
  readonly other: {
    'src/cli/text/start-problem.ts'(): typeof import('./text/start-problem.ts');
  };
}

function endWith(scripts: Scripts<ScriptParts>): void {
  scripts.end();
  // Everything has been written, so Node can skip clearing its heap, which takes 2 ms.
  process.exit();
}

function explain(error: unknown, scripts: Scripts<ScriptParts>, limit: number | undefined): string {
  try {
    return scripts.load('other')['src/cli/text/start-problem.ts']().startProblem(error, limit);
  } catch {
    return `error: ${messageOf(error)}; ${LIMIT_HINT}`;
  }
}

/**
 * Closes streams whose terminal is gone. On exit, Node restores the settings of each open terminal, and aborts (exit code 134) if that
 * fails.
 */
function closeLostTerminals(terminals: readonly number[]): void {
  for (const descriptor of terminals) if (!isTerminal(descriptor)) closeSync(descriptor);
}
