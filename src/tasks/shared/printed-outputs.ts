import {lineSplitter} from '../../output/line-splitter.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {outputFailure} from '../../vocabulary/make-failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {outputReader} from './output-reader.ts';

/** Reads outputs from the output of a command; lines that set no declared output are ordinary output. */
export function printedOutputs(declared: readonly string[]) {
  const splitter = lineSplitter();
  const reader = outputReader(declared);
  return {
    /** Takes the next piece of its standard output and returns the outputs so far, an unfinished one included. */
    push(chunk: Uint8Array): Readonly<Record<string, string>> {
      splitter.push(chunk).forEach(reader.read);
      return reader.seen();
    },
    /** All of them, at its end. @throws TaskError `bad-output` for one that was not printed, or printed twice */
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
