import type {Copy} from './start-copy.ts';

/** Shows the start of several copies. */
export interface CopiesReport {
  started(): void;
  /** A copy is ready, or will not be; or it has been stopped after it was ready. */
  settled(copy: Copy): void;
  /**
   * All have settled.
   *
   * @param further the names of copies with higher numbers that are up
   */
  end(copies: readonly Copy[], further: readonly string[]): void;
  /** Settles when everything has been shown. */
  close(): Promise<void>;
}

/** The copies of a call. */
export interface ReportedCopies {
  /** Their name without a number. */
  readonly base: string;
  readonly names: readonly string[];
}
