import type {ListedTaskState, RunState} from '../../schema/run-list.ts';

/** The look of a state: a colour, and an icon for users who cannot distinguish colours. */
export interface StateLook {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly label: string;
}

/** `good`: up; `busy`: changing on its own; `warn`: needs attention soon; `bad`: failed; `off`: nothing is running. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'off';

export type IconName = 'dot' | 'check' | 'cross' | 'spin' | 'clock' | 'square' | 'dash' | 'alert' | 'slash';

export const runStates: Readonly<Record<RunState, StateLook>> = {
  starting: {tone: 'busy', icon: 'spin', label: 'starting'},
  ready: {tone: 'good', icon: 'dot', label: 'ready'},
  stopping: {tone: 'warn', icon: 'spin', label: 'stopping'},
  failed: {tone: 'bad', icon: 'cross', label: 'failed'},
  dead: {tone: 'bad', icon: 'alert', label: 'dead'},
  ended: {tone: 'off', icon: 'check', label: 'ended'},
};

export const taskStates: Readonly<Record<ListedTaskState, StateLook>> = {
  waiting: {tone: 'off', icon: 'clock', label: 'waiting'},
  starting: {tone: 'busy', icon: 'spin', label: 'starting'},
  running: {tone: 'busy', icon: 'spin', label: 'running'},
  probing: {tone: 'busy', icon: 'spin', label: 'probing'},
  ready: {tone: 'good', icon: 'dot', label: 'ready'},
  exited: {tone: 'off', icon: 'check', label: 'exited'},
  restarting: {tone: 'busy', icon: 'spin', label: 'restarting'},
  done: {tone: 'good', icon: 'check', label: 'done'},
  skipped: {tone: 'off', icon: 'dash', label: 'skipped'},
  stopping: {tone: 'warn', icon: 'spin', label: 'stopping'},
  failed: {tone: 'bad', icon: 'cross', label: 'failed'},
  cancelled: {tone: 'warn', icon: 'slash', label: 'cancelled'},
  stopped: {tone: 'off', icon: 'square', label: 'stopped'},
  gone: {tone: 'bad', icon: 'alert', label: 'gone'},
  orphaned: {tone: 'warn', icon: 'alert', label: 'orphaned'},
  unknown: {tone: 'warn', icon: 'alert', label: 'unknown'},
};
