import {isMap} from './broken.ts';
import {draft, type Draft} from './draft.ts';
import {parseBroken} from './parse.ts';
import {checkShape} from './shape.ts';

/** What can be told of a text that may not even be YAML; what is wrong with it is not. `undefined` where there is no map. */
export function sketch(path: string, text: string, given: Pick<Draft, 'kinds' | 'env'>): Draft | undefined {
  const parsed = parseBroken(path, text);
  return parsed && isMap(parsed.value)
    ? draft(parsed, checkShape(parsed), {...given, readText: () => undefined})
    : undefined;
}
