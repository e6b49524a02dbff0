import {TaskError} from '../../vocabulary/failure.ts';
import {outputFailure} from '../../vocabulary/make-failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {BLOCK_ADVICE, outputReader} from '../shared/output-reader.ts';

/**
 * Parses the file `$BOTTLE_OUTPUT` of a command; empty lines between outputs are ignored.
 * @throws TaskError `bad-output` for a line of another form, a name that is not declared or given twice, and a declared one
 * that is not given
 */
export function parseOutputFile(
  text: string,
  declared: readonly string[],
  task: TaskName,
): Readonly<Record<string, string>> {
  const fail = (detail: string): never => {
    throw new TaskError(outputFailure(task, detail));
  };
  const reader = outputReader(declared);
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (reader.read(line) || line === '') continue;
    const [, name] = /^([A-Za-z][\w-]*)(?:=|<<)/.exec(line) ?? [];
    // Not the line itself: it may be part of a secret.
    if (name === undefined)
      fail(`wrote to \`$BOTTLE_OUTPUT\` a line ${at + 1} that is not \`name=value\`; ${BLOCK_ADVICE}`);
    fail(`wrote the output \`${name}\` to \`$BOTTLE_OUTPUT\`, but does not list it under \`outputs\``);
  }
  const problem = reader.problem();
  if (problem !== undefined) fail(problem);
  const missing = reader.missing();
  if (missing.length > 0)
    fail(`ended without writing ${missing.map(name => `\`${name}=…\``).join(', ')} to \`$BOTTLE_OUTPUT\``);
  return reader.outputs;
}
