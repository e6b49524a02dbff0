import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * Reads what a command wrote to `$BOTTLE_OUTPUT`: a line `name=value` for each output; of a name written twice the last
 * value counts, and empty lines do not.
 * @throws TaskError `bad-output` for a line without `=`, a name that is not declared, and a declared one that is not written
 */
export function parseOutputFile(
  text: string,
  declared: readonly string[],
  task: TaskName,
): Readonly<Record<string, string>> {
  const fail = (detail: string): never => {
    throw new TaskError({reason: 'bad-output', task, detail});
  };
  const outputs: Record<string, string> = {};
  for (const line of text.split(/\r?\n/).filter(Boolean)) {
    const at = line.indexOf('=');
    if (at <= 0) fail(`wrote \`${line}\` to \`$BOTTLE_OUTPUT\`; expected \`name=value\``);
    const name = line.slice(0, at);
    if (!declared.includes(name))
      fail(`wrote the output \`${name}\` to \`$BOTTLE_OUTPUT\`, but does not list it under \`outputs\``);
    outputs[name] = line.slice(at + 1);
  }
  const missing = declared.filter(name => !Object.hasOwn(outputs, name));
  if (missing.length > 0)
    fail(`ended without writing ${missing.map(name => `\`${name}=…\``).join(', ')} to \`$BOTTLE_OUTPUT\``);
  return outputs;
}
