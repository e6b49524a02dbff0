import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** An error of dockerode for an error response of the engine. */
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
  // An error of Node about a name that would become part of a path.
  if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) return 'the name contains invalid characters';
  const {json} = error as Partial<EngineAnswer>;
  const said = json?.message ?? messageOf(error).replace(/^\(HTTP code \d+\) .*? - /s, '');
  return (
    said
      .replace(/^Error response from daemon: /, '')
      // Keeps only the actual error of the chain of programs that started each other.
      .replace(
        /^.*OCI runtime create failed: (?:.*container process(?: caused)?: )?(.*?)(?:: unknown)?$/s,
        '$1',
      )
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/**
 * Converts an engine error to a task failure. A TaskError is returned unchanged, and after `signal` has fired, so is
 * its reason.
 */
export function dockerError(
  error: unknown,
  {task, doing, signal}: {readonly task: TaskName; readonly doing: string; readonly signal?: AbortSignal},
): unknown {
  if (error instanceof TaskError) return error;
  if (signal?.aborted) return signal.reason;
  return new TaskError(toolFailure('docker', {task, doing, why: engineReason(error)}));
}
