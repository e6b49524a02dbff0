import type {Copy} from './start-copy.ts';

/** Shows the start of several copies. */
export interface CopiesReport {
  started(): void;
  /** Called when a copy is ready or will never be, or when it was stopped after it was ready. */
  settled(copy: Copy): void;
  /**
   * Called when all copies have settled.
   *
   * @param further the names of live copies with higher numbers
   */
  end(copies: readonly Copy[], further: readonly string[]): void;
  /** Settles when everything has been shown. */
  close(): Promise<void>;
}

/** The copies of a call. */
export interface ReportedCopies {
  /** The name of the copies without a number. */
  readonly base: string;
  readonly names: readonly string[];
}
