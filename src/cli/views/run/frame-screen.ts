/** The screen for a frame, and the time of the frame. */
export interface FrameScreen {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** Help for keys while the run is up. Default: `Ctrl-C to stop`. */
  readonly hint?: string;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** Whether Unicode symbols can be shown. */
  readonly unicode: boolean;
}
