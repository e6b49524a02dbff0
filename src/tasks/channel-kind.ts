import type {TaskChannel} from '../channels/channel.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Services} from './services.ts';
import type {OutputName} from './task-context.ts';

/**
 * How to open the exec channel of a task. It requires only the task's outputs, so a command in the container or machine can be run
 * alone.
 */
export interface ChannelKind {
  /** The outputs that it requires. */
  readonly outputs: readonly OutputName[];
  open(way: ChannelTarget, services: ChannelServices): TaskChannel;
}

/** The services that channels use. */
export type ChannelServices = Pick<Services, 'places' | 'smolvm'>;

/** Inputs for opening a channel. */
export interface ChannelTarget {
  /** The requesting task, for failures. */
  readonly task: TaskName;
  /** The source of the task with the channel. */
  readonly source: TaskSource;
  /** Its place; missing for `local`. */
  readonly place?: NamedPlace | undefined;
  /** Its known outputs. */
  readonly outputs: Readonly<Record<OutputName, string>>;
}
