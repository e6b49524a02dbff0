import type {SourceRange} from '../../vocabulary/diagnostic.ts';

/** A path into the file: `['tasks', 'web', 'ready', 0, 'port']`. */
export type KeyPath = readonly (string | number)[];

/** A launch file that is YAML, of whatever shape: plain data, and where each piece of it stands. */
export interface ParsedFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  /** The document as plain data, anchors and merge keys resolved. */
  readonly value: unknown;
  /** Where the value at `path` stands, or its key; the deepest part that exists where the path leads nowhere. */
  place(path: KeyPath, part: 'key' | 'value'): SourceRange;
  /** Where a part of the text at `path`, between two offsets into it, is written; the whole value if that cannot be told. */
  placeOfSlice(path: KeyPath, slice: {readonly start: number; readonly end: number}): SourceRange;
  /** The scalar at `path` as it is written: `1.10` where the value is the number 1.1; quotes and indentation included. */
  written(path: KeyPath): string;
}
