import type {Exit} from '../vocabulary/failure.ts';
import type {ProcessPlace} from './process-identity.ts';

/** A command that waits at its gate, started by any launcher. */
export interface GatedChild {
  readonly identity: ProcessPlace;
  /** The pid of its parent, bottle or a forker, which reports its end. */
  readonly parent: number;
  /** See `CommandLine`. */
  readonly droppedNames: readonly string[];
  /** Starts the command. If bottle dies before this call, the command never runs. */
  begin(): void;
  /** Ends the process without running the command, because it could not be recorded. */
  abandon(): void;
  /** Settles when the process has ended and its output has been delivered. */
  readonly ended: Promise<Exit>;
  /** Whether other processes of its group are left. Call it after the process has ended. */
  leftGroup(): Promise<boolean>;
  /** Settles when the process writes a line break to `$BOTTLE_NOTIFY_FD`. */
  readonly notified: Promise<void>;
}
