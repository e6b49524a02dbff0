/** A completion item. */
export interface Choice {
  readonly label: string;
  readonly what: 'task' | 'output' | 'variable' | 'secret' | 'root' | 'fact' | 'function';
  /** A few words next to the label. */
  readonly detail?: string;
  /** Text shown next to the list. */
  readonly documentation?: string;
  /** The inserted text. Default: the label. */
  readonly insert?: string;
}
