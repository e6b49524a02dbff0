/** Something that can be written at the cursor. */
export interface Choice {
  readonly label: string;
  readonly what: 'task' | 'output' | 'variable' | 'secret' | 'root' | 'fact' | 'function';
  /** A few words beside the label. */
  readonly detail?: string;
  /** Shown next to the list, as text. */
  readonly documentation?: string;
  /** The inserted text. Default: the label. */
  readonly insert?: string;
}
