import type {Exit} from '../vocabulary/failure.ts';
import type {ProcessPlace} from './process-identity.ts';

/** A command that waits at its gate, whatever has started it. */
export interface GatedChild {
  readonly identity: ProcessPlace;
  /** See `GatedCommand`. */
  readonly droppedNames: readonly string[];
  /** Lets the command begin. When bottle dies before that, the command never runs. */
  begin(): void;
  /** Ends it without having let it begin, because it could not be noted. */
  abandon(): void;
  /** Settles when the process has ended and its output has been delivered. */
  readonly ended: Promise<Exit>;
  /** Whether other processes of its group are left; asked after its end. */
  leftGroup(): Promise<boolean>;
  /** Settles when it wrote a line break to `$BOTTLE_NOTIFY_FD`; never when it does not. */
  readonly notified: Promise<void>;
}

/** The descriptor in `$BOTTLE_NOTIFY_FD`. */
export const NOTIFY_FD = 4;
