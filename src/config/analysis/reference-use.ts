import type {ValueReference} from '../../values/expression.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {SourceText} from './source-texts.ts';

/** A reference and its location. */
export interface ReferenceUse {
  readonly reference: ValueReference;
  /** Whether the value is inserted unchanged, without operators. */
  readonly isAlone: boolean;
  readonly source: SourceText;
  readonly site: ReferenceSite;
  /** The task that contains the reference; `undefined` in an environment of the file. */
  readonly task: string | undefined;
}

/** The file that contains a reference. */
export interface ReferenceSite {
  /** Locates the reference. */
  readonly parsed: ParsedFile;
  /** The environment that references in the file read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A problem of a reference, and the names that it concerns. */
export interface ReferenceProblem {
  readonly message: string;
  readonly at: NameRange;
  readonly also?: NonNullable<Diagnostic['also']>;
  /** The suggested replacement for these names. */
  readonly suggestion?: string;
}

/** The index of the first name, and of the one after the last: `[1, 2]` is the task in `tasks.db.pid`. */
export type NameRange = readonly [from: number, to?: number];
