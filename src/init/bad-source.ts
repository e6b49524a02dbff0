import {errorDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';

/** A file of the project that cannot be read as what it is; nothing is drafted then. */
export class BadSource extends Error {
  override readonly name = 'BadSource';
  readonly diagnostic: Diagnostic;
  /** The text of the file, for the place of the mistake. */
  readonly text: string;

  constructor(diagnostic: Diagnostic, text: string) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
    this.text = text;
  }
}

/** A file as it was found. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** As printed: relative to the folder. */
  readonly name: string;
  readonly text: string;
}

/** @returns never: for a file that is not what its name says */
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
