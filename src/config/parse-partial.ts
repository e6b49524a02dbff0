import {isMap} from './yaml/errors-below.ts';
import {partialFile, type PartialFile} from './analysis/partial-file.ts';
import type {Kinds} from '../tasks/bound-task.ts';
import {compose} from './composition/compose.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';

interface Given {
  readonly kinds: Kinds;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the files that it includes. Default: they are left out. */
  readonly readText?: (path: string) => string | undefined;
}

/** The readable parts of a text that may not be valid YAML; its errors are not reported. `undefined` if it is not a map. */
export function parsePartial(path: string, text: string, given: Given): PartialFile | undefined {
  const read = parse(path, text);
  return toPartialFile('parsed' in read ? read.parsed : read.readable, given);
}

/** As {@link parsePartial}, of what has been parsed. */
export function toPartialFile(parsed: ParsedFile | undefined, given: Given): PartialFile | undefined {
  if (!parsed || !isMap(parsed.value)) return undefined;
  const {kinds, readText = () => undefined} = given;
  return partialFile(compose([parsed], {kinds, vars: {}, profiles: [], readText}), {...given, readText});
}
