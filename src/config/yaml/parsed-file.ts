import type {SourceRange} from '../../vocabulary/diagnostic.ts';

/** A path into the file: `['tasks', 'web', 'ready', 0, 'port']`. */
export type KeyPath = readonly (string | number)[];

/** A file and its text. */
export interface SourceTextFile {
  /** The absolute path. */
  readonly path: string;
  readonly text: string;
}

/** As in Compose, `!reset` removes a key of earlier files, and `!override` replaces its map or list. */
export type MergeTag = 'reset' | 'override';

/** A launch file that is valid YAML, of any shape: plain data, with the location of each part. */
export interface ParsedFile {
  /** The absolute path. */
  readonly path: string;
  readonly text: string;
  /** All files that this one is composed from; the file itself is first. */
  readonly files: readonly SourceTextFile[];
  /** The document as plain data, with anchors and merge keys resolved. */
  readonly value: unknown;
  /** Whether `value` is a `LaunchFileSource`. Default: not known yet. */
  readonly hasValidShape?: boolean;
  /** The location of the value at `path`, or of its key. If the path does not exist, the location of its deepest existing part. */
  place(path: KeyPath, part: 'key' | 'value'): SourceRange;
  /** The location of a slice of the string at `path`, or of the whole value if the slice cannot be located. */
  placeOfSlice(path: KeyPath, slice: {readonly start: number; readonly end: number}): SourceRange;
  /** The tag of the value at `path`, for a file that overrides others. */
  tag(path: KeyPath): MergeTag | undefined;
  /** The source of the scalar at `path`, including quotes and indentation: `1.10` if the value is the number 1.1. */
  source(path: KeyPath): string;
}
