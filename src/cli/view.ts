import type {RunEvent} from '../vocabulary/event.ts';

/** Shows the events of a run. Views never change the run. */
export interface View {
  onEvent(event: RunEvent): void;
  /** Settles when the terminal is free for somebody else; until `terminal-released` the view leaves it alone. */
  freeTerminal(): Promise<void>;
  /** Settles when everything has been shown. */
  close(): Promise<void>;
}

/** Where a view writes. */
export type Output = Pick<NodeJS.WriteStream, 'write'>;
