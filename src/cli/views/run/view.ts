import type {RunEvent} from '../../../vocabulary/event.ts';

/** Shows the events of a run. Views never change the run. */
export interface View {
  onEvent(event: RunEvent): void;
  /**
   * Settles when the view accepts more task output; `undefined` if it does now. Only views that must be complete make tasks wait.
   */
  backpressure(): Promise<void> | undefined;
  /** Settles when the terminal is free for another program. The view does not write until `terminal-released`. */
  freeTerminal(): Promise<void>;
  /** Shows the run again after {@link freeTerminal}, without waiting for `terminal-released`. */
  takeTerminal(): void;
  /** Settles when everything has been shown. */
  close(): Promise<void>;
}
