import type {SmolvmCall} from './command-arguments.ts';
import {isAtLeast, type SmolvmVersion} from './version.ts';

/** A failure of smolvm itself, not of a command in a machine. */
export interface OwnFailure {
  /** A stable code such as `NOT_FOUND`. */
  readonly code: string;
  readonly message: string;
}

/**
 * The same call, with smolvm's own failures reported as JSON if this version supports that. Errors in its arguments are
 * still plain text.
 */
export function withFailureCodes(
  {args, ...call}: SmolvmCall,
  version: SmolvmVersion | undefined,
): SmolvmCall {
  if (version === undefined || !hasFailureCodes(version)) return {args, ...call};
  return {...call, args: [...args.slice(0, 2), '--error-format=json', ...args.slice(2)]};
}

/** Whether this version reports its own failures as JSON with a stable code, rather than only as text. */
function hasFailureCodes(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.28.1');
}

/** Separates smolvm's own failure, at the end of its stderr, from the stderr of a command in the machine. */
export interface FailureReader {
  /** Returns the part of the stream that can already be shown. */
  push(chunk: Uint8Array): Uint8Array;
  /** Returns the rest, with a failure as a line of text, as in older versions, and the `failure` of `CallEnd`. */
  end(): {readonly rest: Uint8Array; readonly failure: OwnFailure | null | undefined};
}

const BEGINNING = '{"error":{"code":"';

/** The longest failure that is held back, in bytes. */
const MAX_BYTES = 64 * 1024;

/** Reads the stderr of a call {@link withFailureCodes}. Only a possible failure is held back. */
export function failureReader(version: SmolvmVersion | undefined): FailureReader {
  let held: Buffer = Buffer.alloc(0);
  if (version === undefined || !hasFailureCodes(version))
    return {push: chunk => chunk, end: () => ({rest: held, failure: undefined})};
  return {
    push(chunk) {
      const text = Buffer.concat([held, chunk]);
      const at = startOfFailure(text);
      held = text.subarray(at);
      return text.subarray(0, at);
    },
    end() {
      const failure = parseFailure(held.toString('utf8'));
      return {rest: failure ? Buffer.from(`Error: ${failure.message}\n`) : held, failure};
    },
  };
}

/** The offset from which the rest may be the failure; the length if none of it can be. */
function startOfFailure(text: Buffer): number {
  const at = text.lastIndexOf(BEGINNING);
  const line = at === -1 ? -1 : text.indexOf('\n', at);
  const isLast = at !== -1 && (line === -1 || line === text.length - 1);
  if (isLast && text.length - at <= MAX_BYTES) return at;
  for (let length = Math.min(BEGINNING.length - 1, text.length); length > 0; length -= 1)
    if (text.subarray(text.length - length).equals(Buffer.from(BEGINNING.slice(0, length))))
      return text.length - length;
  return text.length;
}

function parseFailure(text: string): OwnFailure | null {
  try {
    const {error} = JSON.parse(text) as {error?: Partial<Record<keyof OwnFailure, unknown>>};
    const {code, message} = error ?? {};
    return typeof code === 'string' && typeof message === 'string' ? {code, message} : null;
  } catch {
    return null;
  }
}
