/** Something wrong in a text of the launch file: what, and where in that text (offsets, `end` exclusive). */
export interface TextProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
