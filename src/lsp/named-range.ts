import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';

/** A place in a file that names a task, a variable or a secret. */
export interface Mention {
  readonly section: Section;
  readonly name: string;
  /** The range of the name without quotes; longer than the name if it contains escape sequences. */
  readonly range: SourceRange;
  /** Whether this is the key that defines the thing, not a use. */
  readonly isKey: boolean;
}

export type Section = (typeof sections)[number];

/** Sections whose entries have names. */
export const sections = ['tasks', 'vars', 'secrets'] as const;

/** The text in a range of one of the files. */
export function textOf({files}: Pick<ParsedFile, 'files'>, {file, start, end}: SourceRange): string {
  return files.find(({path}) => path === file)?.text.slice(start, end) ?? '';
}

/** The range of a string without its quotes. */
export function withoutQuotes(parsed: Pick<ParsedFile, 'files'>, range: SourceRange): SourceRange {
  const isQuoted = /^(["']).*\1$/s.test(textOf(parsed, range));
  return isQuoted ? {...range, start: range.start + 1, end: range.end - 1} : range;
}
