import type {KeyPath} from '../yaml/parsed-file.ts';
import {entriesOf, itemsOf, listOf, mapOf, type Part} from './part.ts';

/** A text to insert into a string at an offset. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Finds the insertions for the string at a path, in ascending order. */
export type FindInsertions = (text: string, path: KeyPath) => readonly Insertion[];

/** A part with insertions in its strings. Places still refer to the original strings. */
export function editStrings(part: Part, find: FindInsertions, path: KeyPath = []): Part {
  const {value, origin} = part;
  if (typeof value === 'string') {
    const insertions = find(value, path);
    return insertions.length === 0 ? part : edited(value, insertions, origin);
  }
  if (Array.isArray(value)) {
    const items = itemsOf(part);
    const changed = items.map((item, at) => editStrings(item, find, [...path, at]));
    return changed.every((item, at) => item === items[at]) ? part : listOf(changed, origin);
  }
  const entries = entriesOf(part);
  const changed = entries.map(([key, child]) => [key, editStrings(child, find, [...path, key])] as const);
  return changed.every(([, child], at) => child === entries[at]?.[1]) ? part : mapOf(changed, origin);
}

function edited(text: string, insertions: readonly Insertion[], origin: Part['origin']): Part {
  const {toWritten = (offset: number) => offset} = origin;
  let from = 0;
  let value = '';
  const ends = insertions.map(({at, text: added}) => {
    value += text.slice(from, at) + added;
    from = at;
    return {end: value.length, length: added.length};
  });
  value += text.slice(from);
  return {value, origin: {...origin, toWritten: offset => toWritten(before(offset, ends))}};
}

/** The offset before the insertions; an offset inside an insertion maps to the start of the insertion. */
function before(
  offset: number,
  inserted: readonly {readonly end: number; readonly length: number}[],
): number {
  return inserted.reduceRight(
    (at, {end, length}) => (at >= end ? at - length : Math.min(at, end - length)),
    offset,
  );
}
