import {isMap} from './yaml/errors-below.ts';
import {partialFile, type PartialFile} from './analysis/partial-file.ts';
import type {Kinds} from '../tasks/bound-task.ts';
import {compose} from './composition/compose.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';

interface Given {
  readonly kinds: Kinds;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads included files. Default: they are omitted. */
  readonly readText?: (path: string) => string | undefined;
}

/** The readable parts of a text that may not be valid YAML. Errors are not reported. `undefined` if the text is not a map. */
export function parsePartial(path: string, text: string, given: Given): PartialFile | undefined {
  const read = parse(path, text);
  return toPartialFile('parsed' in read ? read.parsed : read.readable, given);
}

/** Like {@link parsePartial}, for a parsed file. */
export function toPartialFile(parsed: ParsedFile | undefined, given: Given): PartialFile | undefined {
  if (!parsed || !isMap(parsed.value)) return undefined;
  const {kinds, readText = () => undefined} = given;
  return partialFile(compose([parsed], {kinds, vars: {}, profiles: [], readText, parse}), {
    ...given,
    readText,
  });
}
