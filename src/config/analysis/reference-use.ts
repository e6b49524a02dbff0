import type {ValueReference} from '../../values/expression.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {SourceText} from './source-texts.ts';

/** A reference and its location. */
export interface ReferenceUse {
  readonly reference: ValueReference;
  /** Whether its value is inserted into a string unchanged, without operators. */
  readonly isAlone: boolean;
  readonly source: SourceText;
  readonly site: ReferenceSite;
  /** The task that contains it; `undefined` in an environment of the file. */
  readonly task: string | undefined;
}

/** The file that a reference is in. */
export interface ReferenceSite {
  /** Locates it. */
  readonly parsed: ParsedFile;
  /** The environment that references there read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A problem of a reference, and which of its names it concerns. */
export interface ReferenceProblem {
  readonly message: string;
  readonly at: NameRange;
  readonly also?: NonNullable<Diagnostic['also']>;
  /** The suggested replacement for these names. */
  readonly suggestion?: string;
}

/** The index of the first name, and of the one after the last: `[1, 2]` is the task in `tasks.db.pid`. */
export type NameRange = readonly [from: number, to?: number];
