import {TaskError} from '../../vocabulary/failure.ts';
import {outputFailure} from '../../vocabulary/make-failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {BLOCK_ADVICE, outputReader} from '../shared/output-reader.ts';

/**
 * Parses the file `$BOTTLE_OUTPUT` of a command. Ignores empty lines between outputs.
 * @throws TaskError `bad-output` for invalid lines, undeclared or repeated names, and missing outputs
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
    // Does not show the line itself, which may be part of a secret.
    if (name === undefined)
      fail(`wrote an invalid line ${at + 1} to \`$BOTTLE_OUTPUT\`, expected \`name=value\`; ${BLOCK_ADVICE}`);
    fail(`wrote the output \`${name}\` to \`$BOTTLE_OUTPUT\`, but does not list it under \`outputs\``);
  }
  const problem = reader.problem();
  if (problem !== undefined) fail(problem);
  const missing = reader.missing();
  if (missing.length > 0)
    fail(`ended without writing ${missing.map(name => `\`${name}=…\``).join(', ')} to \`$BOTTLE_OUTPUT\``);
  return reader.outputs;
}
