/** The screen of a frame, and its time. */
export interface FrameScreen {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** Whether marks beyond ASCII can be shown. */
  readonly unicode: boolean;
}
