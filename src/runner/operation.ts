import type {TaskName} from '../vocabulary/ids.ts';

/** Something to do with a task now, and its cause. */
export type Operation =
  /** To note what a task that cannot start yet waits for. */
  | {readonly op: 'queue'; readonly task: TaskName; readonly for: 'needs' | 'orphans' | 'slot'}
  | {readonly op: 'skip'; readonly task: TaskName; readonly because: string}
  | {readonly op: 'start'; readonly task: TaskName; readonly cause: StartCause}
  /** To end a task with which nothing is wrong. */
  | {readonly op: 'cancel'; readonly task: TaskName; readonly cause: CancelCause}
  /** To abort an attempt; its end decides the next state of the task. */
  | {readonly op: 'interrupt'; readonly task: TaskName; readonly cause: 'unwanted'}
  /** To give up a restart. */
  | {readonly op: 'withdraw'; readonly task: TaskName; readonly cause: 'unwanted'}
  /** To let a task end now whose things the teardown will remove. */
  | {readonly op: 'settle'; readonly task: TaskName; readonly cause: 'failed' | 'cancelled'}
  | {
      readonly op: 'stop';
      readonly task: TaskName;
      readonly cause: StopCause;
      /** Whether a dependent has left something behind, which may still use the task. */
      readonly isStillUsed: boolean;
    };

export type StartCause = 'needs-met' | 'retry' | 'restart';

export type CancelCause =
  | {readonly why: 'unwanted'}
  | {readonly why: 'need-failed'; readonly need: TaskName; readonly how: 'failed' | 'cancelled'};

/** `unwanted`: it should be down. */
export type StopCause = 'unwanted' | 'failed' | 'cancelled' | StartCause;
