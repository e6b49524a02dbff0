import type {Observer} from '../../state/owner.ts';
import type {Chosen} from '../commands/choose-tasks.ts';
import type {RunCall} from '../commands/run/flags.ts';
import type {DetachedCall, DetachedProcess} from './start-detached.ts';

/** A call that requests a detached run. */
export interface DetachRequest extends Omit<DetachedCall, 'stateDir'> {
  readonly chosen: Chosen;
  readonly flags: RunCall;
  readonly observer: Observer;
}

/** The result of a call that requests a detached run. */
export interface DetachedRun {
  readonly code: number;
  /** The live run; absent if the run is not up, or has another configuration. */
  readonly up?: {
    readonly name: string;
    readonly isNew: boolean;
    /** The process of the run if this call has started it. */
    readonly process?: Pick<DetachedProcess, 'ended'>;
  };
}
