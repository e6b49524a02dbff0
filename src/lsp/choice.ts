/** Something that can be written at the cursor. */
export interface Choice {
  readonly label: string;
  readonly what: 'task' | 'output' | 'variable' | 'secret' | 'root' | 'fact';
  /** A few words beside the label. */
  readonly detail?: string;
  /** Told beside the list, as text. */
  readonly documentation?: string;
  /** What is written. Default: the label. */
  readonly insert?: string;
}
