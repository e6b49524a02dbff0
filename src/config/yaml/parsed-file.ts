import type {SourceRange} from '../../vocabulary/diagnostic.ts';

/** A path into the file: `['tasks', 'web', 'ready', 0, 'port']`. */
export type KeyPath = readonly (string | number)[];

/** A file and its text. */
export interface SourceTextFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** As in Compose: `!reset` removes a key of the files before, `!override` replaces its map or list. */
export type MergeTag = 'reset' | 'override';

/** A launch file that is valid YAML, of any shape: plain data, with the location of each part. */
export interface ParsedFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  /** Every file that it is put together from; the file itself first. */
  readonly files: readonly SourceTextFile[];
  /** The document as plain data, anchors and merge keys resolved. */
  readonly value: unknown;
  /** The location of the value at `path`, or of its key; of the deepest existing part if the path does not exist. */
  place(path: KeyPath, part: 'key' | 'value'): SourceRange;
  /**
   * The location of a part of the string at `path`, between two offsets into it; of the whole value if that cannot be
   * determined.
   */
  placeOfSlice(path: KeyPath, slice: {readonly start: number; readonly end: number}): SourceRange;
  /** The tag of the value at `path`, for a file that changes others. */
  tag(path: KeyPath): MergeTag | undefined;
  /** The scalar at `path` as it is written: `1.10` where the value is the number 1.1; quotes and indentation included. */
  source(path: KeyPath): string;
}
