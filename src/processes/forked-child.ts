import type {Exit} from '../vocabulary/failure.ts';

/** A child of a forker, at its gate. */
export interface ForkedChild {
  readonly pid: number;
  /** The path of the pipe that opens its gate; `undefined` if the pipe has no path. Valid as long as `pipes`. */
  readonly gatePath: string | undefined;
  /** The paths of the pipes for output and notification, valid until `go` or `cancel` is called, or the child has ended. */
  readonly pipes: readonly string[];
  go(): void;
  cancel(): void;
  /** `undefined` if the forker was killed, so the exit code is unknown. */
  readonly ended: Promise<ForkedEnd | undefined>;
}

/** The end of a child of a forker. */
export interface ForkedEnd {
  readonly exit: Exit;
  /** Whether other processes of its group were left at that time. Some may have ended since. */
  readonly leftGroup: boolean;
}
