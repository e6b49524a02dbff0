/** The screen of a frame, and its time. */
export interface FrameScreen {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** Help text for the keys while the run is up. Default: Ctrl-C stops it. */
  readonly hint?: string;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** Whether marks beyond ASCII can be shown. */
  readonly unicode: boolean;
}
