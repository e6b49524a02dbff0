import type {Leftover} from '../vocabulary/leftover.ts';
import type {ExecTarget} from './exec-place.ts';
import type {ControlReport, TaskOutputs} from './run-control.ts';

/**
 * The methods of a run's control socket, for control/protocol.ts. docs/control.md documents them for other programs. Tasks are
 * identified by name.
 */
export type RunMethods = {
  readonly stop: {readonly params: {readonly tasks: readonly string[]}; readonly result: ControlReport};
  readonly start: {readonly params: {readonly tasks: readonly string[]}; readonly result: ControlReport};
  readonly restart: {
    readonly params: {
      readonly tasks: readonly string[];
      /** Default: `true`. */
      readonly deps?: boolean;
      /** Default: `false`. */
      readonly renew?: boolean;
    };
    readonly result: ControlReport;
  };
  readonly down: {
    readonly params: {
      /** Whether to skip grace periods. Default: `false`. */
      readonly force?: boolean;
      /** Default: the limit of the run. */
      readonly stopTimeoutMs?: number;
    };
    readonly result: {readonly leftovers: readonly Leftover[]};
  };
  /** How to run a command in the environment of a task. The variables are sent only over this socket. */
  readonly execTarget: {readonly params: {readonly task: string}; readonly result: ExecTarget};
  readonly outputs: {
    readonly params: {
      /** Whether to include secret values. If `false`, they are omitted from `values`. Default: `false`. */
      readonly reveal?: boolean;
    };
    readonly result: {readonly tasks: Readonly<Record<string, TaskOutputs>>};
  };
};

/** The error codes of these methods. */
export const RUN_ERROR = {
  /** `data`: `task`, and `known`, the tasks of the run. */
  unknownTask: -32_010,
  /** The run is stopping. */
  stopping: -32_011,
  /** `data`: `task`, `status`. */
  notUp: -32_012,
  /** `data`: `task`, `kind`. */
  noCommands: -32_013,
} as const;
