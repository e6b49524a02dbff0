import {lineSplitter} from '../probes/line-splitter.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Reads outputs from what a command prints: a line `name=value` for each; of one printed twice the last value counts. */
export function printedOutputs(declared: readonly string[]) {
  const found: Record<string, string> = {};
  const splitter = lineSplitter();
  const read = (lines: readonly string[]): void => {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
      if (declared.includes(name)) found[name] = value;
    }
  };
  return {
    /** Takes the next piece of its standard output and returns the outputs so far. */
    push(chunk: Uint8Array): Readonly<Record<string, string>> {
      read(splitter.push(chunk));
      return found;
    },
    /** All of them, at its end. @throws TaskError `bad-output` for one that was not printed */
    outputs(task: TaskName): Readonly<Record<string, string>> {
      read(splitter.end());
      const missing = declared.filter(name => !Object.hasOwn(found, name));
      if (missing.length === 0) return found;
      const lines = missing.map(name => `\`${name}=…\``).join(', ');
      throw new TaskError({reason: 'bad-output', task, detail: `ended without printing ${lines}`});
    },
  };
}
