import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** An error that dockerode throws for an error response of the engine. */
interface EngineAnswer extends Error {
  readonly statusCode: number;
  readonly json?: {readonly message?: string} | null;
}

/**
 * The HTTP status of the engine's error response: 404 if an object is missing, 409 for a conflict. `undefined` without
 * a response.
 */
export function statusOf(error: unknown): number | undefined {
  return (error as Partial<EngineAnswer> | null)?.statusCode;
}

/** The engine's reason, in one line. */
export function engineReason(error: unknown): string {
  // Node's error for an invalid name in a request path.
  if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) return 'the name contains invalid characters';
  const {json} = error as Partial<EngineAnswer>;
  const said = json?.message ?? messageOf(error).replace(/^\(HTTP code \d+\) .*? - /s, '');
  return (
    said
      .replace(/^Error response from daemon: /, '')
      // Removes the chain of programs that called each other, down to the actual error.
      .replace(
        /^.*OCI runtime create failed: (?:.*container process(?: caused)?: )?(.*?)(?:: unknown)?$/s,
        '$1',
      )
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** Converts an engine error to a task failure. Returns a TaskError unchanged, and the abort reason of `signal` if it has fired. */
export function dockerError(
  error: unknown,
  {task, doing, signal}: {readonly task: TaskName; readonly doing: string; readonly signal?: AbortSignal},
): unknown {
  if (error instanceof TaskError) return error;
  if (signal?.aborted) return signal.reason;
  return new TaskError(toolFailure('docker', {task, doing, why: engineReason(error)}));
}
