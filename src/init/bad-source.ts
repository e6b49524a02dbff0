import {errorDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';

/** Thrown for an invalid file of the project; nothing is drafted then. */
export class BadSource extends Error {
  override readonly name = 'BadSource';
  readonly diagnostic: Diagnostic;
  /** The text of the file, to show the place of the problem. */
  readonly text: string;

  constructor(diagnostic: Diagnostic, text: string) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
    this.text = text;
  }
}

/** A file of the project. */
export interface SourceFile {
  /** The absolute path. */
  readonly path: string;
  /** The name for messages: the path relative to the folder. */
  readonly name: string;
  readonly text: string;
}

/** Throws {@link BadSource} for an invalid file. */
export function badSource(
  {path, name, text}: SourceFile,
  why: string,
  at?: readonly [number, number],
): never {
  const next = 'fix it, or move it away and run `bottle init` again';
  const message = `cannot read \`${name}\`: ${why}; ${next}`;
  const place = at && {file: path, start: at[0], end: at[1]};
  throw new BadSource(errorDiagnostic({message, ...(place && {place})}), text);
}
