import type {Program} from './program.ts';
import type {StreamRequest} from './standard-streams.ts';

/** A host command to launch. */
export interface LaunchRequest extends StreamRequest {
  readonly program: Program;
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it gets a descriptor for a readiness notification, named in `$BOTTLE_NOTIFY_FD`. */
  readonly notify: boolean;
  /** The cgroup that it enters when it begins: the path up to its pid. Default: none. */
  readonly cgroupPrefix?: string | undefined;
  /** Aborted if the command is no longer needed. It is then not started if it still waits for its turn. Default: never. */
  readonly signal?: AbortSignal;
}
