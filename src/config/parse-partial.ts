import {isMap} from './yaml/errors-below.ts';
import {partialFile, type PartialFile} from './analysis/partial-file.ts';
import type {Kinds} from '../tasks/bound-task.ts';
import {uncomposed} from './composition/compose.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';
import {checkShape} from './shape/shape.ts';

interface Given {
  readonly kinds: Kinds;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The readable parts of a text that may not be valid YAML; its errors are not reported. `undefined` if it is not a map. */
export function parsePartial(path: string, text: string, given: Given): PartialFile | undefined {
  const read = parse(path, text);
  return toPartialFile('parsed' in read ? read.parsed : read.readable, given);
}

/** As {@link parsePartial}, of what has been parsed. */
export function toPartialFile(parsed: ParsedFile | undefined, given: Given): PartialFile | undefined {
  return parsed && isMap(parsed.value)
    ? partialFile(uncomposed(parsed, checkShape(parsed)), {...given, readText: () => undefined})
    : undefined;
}
