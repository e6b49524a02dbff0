/** A problem in a string of the launch file. `start` and `end` (exclusive) are offsets into the string. */
export interface TextProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
