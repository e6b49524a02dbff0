import type {RunEvent} from '../../../vocabulary/event.ts';

/** Shows the events of a run. Views never change the run. */
export interface View {
  onEvent(event: RunEvent): void;
  /**
   * Settles when more output of tasks may come; `undefined` if it may right now. Only a view that must not leave out anything
   * makes tasks wait.
   */
  backpressure(): Promise<void> | undefined;
  /** Settles when the terminal is free for another program; until `terminal-released` the view does not write. */
  freeTerminal(): Promise<void>;
  /** Shows the run again after {@link freeTerminal}, without such an event. */
  takeTerminal(): void;
  /** Settles when everything has been shown. */
  close(): Promise<void>;
}
