import type {MergeTag} from './parsed-file.ts';

/** The tag that is written before a value; the parser keeps none that it does not know. */
export function mergeTagBefore(text: string, start: number): MergeTag | undefined {
  const line = text.slice(text.lastIndexOf('!', start), start);
  const [, tag] = /^!(reset|override)\s*$/.exec(line) ?? [];
  return tag as MergeTag | undefined;
}

/** Whether a tag at an offset may be there: `!override` only before a map or list, since other values are replaced anyway. */
export function isMergeTag(text: string, [start, end]: readonly [number, number]): boolean {
  const tag = text.slice(start, end);
  if (tag === '!reset') return true;
  return tag === '!override' && /^\s*([[{]|-\s|[\w.-]+:(\s|$))/.test(text.slice(end));
}
