import type {IncomingMessage} from 'node:http';
import {addAbortSignal} from 'node:stream';
import {fieldsOf} from '../state/fields.ts';
import {ApiError, badParameter} from './api-error.ts';
import type {ApiCall} from './call.ts';

/** The members of a request's body, not validated. */
export type Body = Readonly<Record<string, unknown>>;

/** Enough for the names of thousands of tasks. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads the body of a request. Accepts only JSON: a form on another site could send other types without a preflight request.
 *
 * @param known the allowed members
 * @throws ApiError
 */
export async function readBody(
  {request, signal}: Pick<ApiCall, 'request' | 'signal'>,
  known: readonly string[],
): Promise<Body> {
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new ApiError(415, 'wrong-type', 'expected the content type application/json');
  const value = parse(await readText(request, signal));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError(400, 'bad-body', 'expected an object');
  const unknown = Object.keys(value).find(name => !known.includes(name));
  if (unknown !== undefined) throw badParameter(unknown, `one of the parameters ${known.join(', ')}`);
  return fieldsOf(value);
}

/** The value of a boolean member. @throws ApiError */
export function isSet(body: Body, name: string, byDefault: boolean): boolean {
  const value = body[name] ?? byDefault;
  if (typeof value !== 'boolean') throw badParameter(name, '`true` or `false`');
  return value;
}

/** The value of a member that is a non-empty list of names. @throws ApiError */
export function namesIn(body: Body, name: string): readonly string[] {
  const value = body[name];
  const names = Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
  if (!Array.isArray(value) || names.length === 0 || names.length < value.length)
    throw badParameter(name, 'a list of names');
  return names;
}

async function readText(request: IncomingMessage, signal: AbortSignal): Promise<string> {
  addAbortSignal(signal, request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Otherwise a body that is too long would close the connection before the response.
    const chunksRead: AsyncIterable<Buffer> = request.iterator({destroyOnReturn: false});
    for await (const chunk of chunksRead) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(400, 'bad-body', 'the body is not complete');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): ApiError {
  return new ApiError(413, 'too-large', `expected at most ${MAX_BYTES} bytes`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'bad-body', 'the body is not JSON');
  }
}
