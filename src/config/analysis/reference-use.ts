import type {Reference} from '../../values/expression.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {SourceText} from './source-texts.ts';

/** A reference where it stands. */
export interface ReferenceUse {
  readonly reference: Reference;
  /** Whether its value goes into a text as it is, with no operator around. */
  readonly isAlone: boolean;
  readonly written: SourceText;
  /** The task that contains it; `undefined` in an environment of the file. */
  readonly task: string | undefined;
}

/** What is wrong with a reference, and which of its names to point at. */
export interface ReferenceProblem {
  readonly message: string;
  readonly at: NameRange;
  readonly also?: NonNullable<Diagnostic['also']>;
  /** What was meant in place of these names. */
  readonly suggestion?: string;
}

/** The first name and the one behind the last: `[1, 2]` is the task in `tasks.db.pid`. */
export type NameRange = readonly [from: number, to?: number];
