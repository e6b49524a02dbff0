import type {Observer} from '../../state/owner.ts';
import type {Chosen} from '../commands/choose-tasks.ts';
import type {RunCall} from '../commands/run/flags.ts';
import type {DetachedCall, DetachedProcess} from './start-detached.ts';

/** A detached run that a call wants to be up. */
export interface DetachRequest extends Omit<DetachedCall, 'stateDir'> {
  readonly chosen: Chosen;
  readonly flags: RunCall;
  readonly observer: Observer;
}

/** How the call for a detached run ended. */
export interface DetachedRun {
  readonly code: number;
  /** The run that is up; absent if it is not, or has another configuration. */
  readonly up?: {
    readonly name: string;
    readonly isNew: boolean;
    /** Its process, if this call has started it. */
    readonly process?: Pick<DetachedProcess, 'ended'>;
  };
}
