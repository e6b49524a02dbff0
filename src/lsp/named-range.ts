import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';

/** A place that names something of the file: a task, a variable or a secret. */
export interface Mention {
  readonly section: Section;
  readonly name: string;
  /** The location of the name, without quotes; more than the name if it is written with escapes. */
  readonly range: SourceRange;
  /** Whether it is the key that defines the thing, not a use of it. */
  readonly isKey: boolean;
}

export type Section = (typeof sections)[number];

/** Sections whose entries have names. */
export const sections = ['tasks', 'vars', 'secrets'] as const;

/** The text of a range of one of the files. */
export function textOf({files}: Pick<ParsedFile, 'files'>, {file, start, end}: SourceRange): string {
  return files.find(({path}) => path === file)?.text.slice(start, end) ?? '';
}

/** The range of a string without its quotes. */
export function withoutQuotes(parsed: Pick<ParsedFile, 'files'>, range: SourceRange): SourceRange {
  const isQuoted = /^(["']).*\1$/s.test(textOf(parsed, range));
  return isQuoted ? {...range, start: range.start + 1, end: range.end - 1} : range;
}
