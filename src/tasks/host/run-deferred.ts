import type {DeferredCommand} from '../../vocabulary/deferred-command.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {runBriefly} from './brief-command.ts';
import type {DownContext} from '../task-context.ts';
import {resolveDeferred} from '../shared/resolve-deferred.ts';

/** A recorded command and its inputs. */
export interface DeferredRun {
  readonly deferred: DeferredCommand;
  /** The task's own outputs, by name. */
  readonly own: Readonly<Record<string, string>>;
  /** Kills the command when it fires. */
  readonly signal: AbortSignal;
}

/**
 * Runs a deferred command and waits for it.
 * @returns why it failed, as the rest of a sentence: "exited with code 1: no such database"; `undefined` if it succeeded
 */
export async function runDeferred(
  {deferred, own, signal}: DeferredRun,
  context: DownContext,
): Promise<string | undefined> {
  const resolved = await resolveDeferred(deferred, own, context);
  if ('missing' in resolved) return `reads ${resolved.missing}`;
  const {shell, cwd} = deferred;
  try {
    const {command, env, mask} = resolved;
    const {code, lastLine} = await runBriefly({command, env, shell, cwd}, context, signal);
    if (signal.aborted) return 'took too long';
    return code === 0 ? undefined : `exited with code ${code}${lastLine && `: ${mask(lastLine)}`}`;
  } catch (error) {
    if (!(error instanceof TaskError) || error.failure.reason !== 'cannot-start') throw error;
    return `cannot be started: ${error.failure.why}`;
  }
}
