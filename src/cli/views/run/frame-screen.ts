/** What a frame is drawn on, and when. */
export interface FrameScreen {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** Whether marks beyond ASCII can be shown. */
  readonly unicode: boolean;
}
