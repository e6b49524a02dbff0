import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The errors of dockerode after a response of the engine. */
interface EngineAnswer extends Error {
  readonly statusCode: number;
  readonly json?: {readonly message?: string} | null;
}

/** The HTTP status with which the engine refused: 404 is gone, 409 a conflict. `undefined` if it has not answered. */
export function statusOf(error: unknown): number | undefined {
  return (error as Partial<EngineAnswer> | null)?.statusCode;
}

/** The engine's reason, in one line. */
export function engineReason(error: unknown): string {
  // Node's own, of a name that becomes part of a path.
  if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) return 'the name contains invalid characters';
  const {json} = error as Partial<EngineAnswer>;
  const said = json?.message ?? messageOf(error).replace(/^\(HTTP code \d+\) .*? - /s, '');
  return (
    said
      .replace(/^Error response from daemon: /, '')
      // The chain of programs that started each other, down to the actual error.
      .replace(
        /^.*OCI runtime create failed: (?:.*container process(?: caused)?: )?(.*?)(?:: unknown)?$/s,
        '$1',
      )
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** A failure of the engine as a task's; what is a task's failure already, or the reason of `signal`, stays itself. */
export function dockerError(
  error: unknown,
  {task, doing, signal}: {readonly task: TaskName; readonly doing: string; readonly signal?: AbortSignal},
): unknown {
  if (error instanceof TaskError) return error;
  if (signal?.aborted) return signal.reason;
  return new TaskError(toolFailure('docker', {task, doing, why: engineReason(error)}));
}
