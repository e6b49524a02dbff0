import type {TaskChannel} from '../channels/channel.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Services} from './services.ts';
import type {OutputName} from './task-context.ts';

/** How the exec channel of a task is opened, from its outputs alone: so a step inside it can be tried by itself. */
export interface ChannelKind {
  /** The outputs that it requires. */
  readonly outputs: readonly OutputName[];
  open(way: ChannelTarget, services: ChannelServices): TaskChannel;
}

/** The services that channels use. */
export type ChannelServices = Pick<Services, 'places' | 'smolvm'>;

/** Inputs for opening a channel: who asks, and the container or machine. */
export interface ChannelTarget {
  /** The task that asks, for failures. */
  readonly task: TaskName;
  /** The other task, as written. */
  readonly source: TaskSource;
  /** Its place; absent for `local`. */
  readonly place?: NamedPlace | undefined;
  /** Its outputs, as far as they are there. */
  readonly outputs: Readonly<Record<OutputName, string>>;
}
