/**
 * Something that a task made, or is about to make, and that must be taken down again: what its kind's `down` needs,
 * and nothing else, since a fresh process reads it back from disk. JSON-ready.
 */
export type MadeRecord =
  | {
      readonly made: 'process';
      readonly pid: number;
      readonly startTime: string;
      readonly group: boolean;
      readonly graceMs: number;
    }
  | {readonly made: 'lease'; readonly claim: string; readonly nonce: string}
  | {readonly made: 'file'; readonly path: string};
