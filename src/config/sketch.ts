import {isMap} from './yaml/broken.ts';
import {draft, type Draft} from './analysis/draft.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';
import {checkShape} from './shape/shape.ts';

type Given = Pick<Draft, 'kinds' | 'env'>;

/** What can be read of a text that may not even be YAML; what is wrong with it is not reported. `undefined` where there is no map. */
export function sketch(path: string, text: string, given: Given): Draft | undefined {
  const read = parse(path, text);
  return sketchOf('parsed' in read ? read.parsed : read.readable, given);
}

/** As {@link sketch}, of what has been parsed. */
export function sketchOf(parsed: ParsedFile | undefined, given: Given): Draft | undefined {
  return parsed && isMap(parsed.value)
    ? draft(parsed, checkShape(parsed), {...given, readText: () => undefined})
    : undefined;
}
