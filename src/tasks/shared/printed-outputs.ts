import {lineSplitter} from '../../output/line-splitter.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {outputFailure} from '../../vocabulary/make-failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {outputReader} from './output-reader.ts';

/** Reads declared outputs from the standard output of a command. All other lines are ordinary output. */
export function printedOutputs(declared: readonly string[]) {
  const splitter = lineSplitter();
  const reader = outputReader(declared);
  return {
    /** Adds the next chunk of standard output. Returns the outputs so far, including an incomplete one. */
    push(chunk: Uint8Array): Readonly<Record<string, string>> {
      splitter.push(chunk).forEach(reader.read);
      return reader.seen();
    },
    /** All outputs, after the command has ended. @throws TaskError `bad-output` for a missing or repeated output */
    outputs(task: TaskName): Readonly<Record<string, string>> {
      splitter.end().forEach(reader.read);
      const problem = reader.problem();
      if (problem !== undefined) throw new TaskError(outputFailure(task, problem));
      const missing = reader.missing().map(name => `\`${name}=…\``);
      if (missing.length === 0) return reader.outputs;
      throw new TaskError(outputFailure(task, `ended without printing ${missing.join(', ')}`));
    },
  };
}
