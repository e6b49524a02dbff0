import type {MergeTag} from './parsed-file.ts';

/** The tag before a value. It is read from the text, since the parser drops unknown tags. */
export function mergeTagBefore(text: string, start: number): MergeTag | undefined {
  const line = text.slice(text.lastIndexOf('!', start), start);
  const [, tag] = /^!(reset|override)\s*$/.exec(line) ?? [];
  return tag as MergeTag | undefined;
}

/**
 * Whether the tag in a range is a valid merge tag. `!override` is valid only before a map or list, since other values are
 * replaced anyway.
 */
export function isMergeTag(text: string, [start, end]: readonly [number, number]): boolean {
  const tag = text.slice(start, end);
  if (tag === '!reset') return true;
  return tag === '!override' && /^\s*([[{]|-\s|[\w.-]+:(\s|$))/.test(text.slice(end));
}
