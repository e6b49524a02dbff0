import {ERROR, type RequestId, type ResponseError} from './protocol.ts';

type ParsedRequest =
  | {readonly id: RequestId | undefined; readonly method: string; readonly params: unknown}
  | {readonly error: ResponseError};

/** A line of a client as a request. */
export function parseRequest(line: string): ParsedRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return {error: {code: ERROR.notJson, message: 'the line is not JSON'}};
  }
  const {jsonrpc, id, method, params} = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isId = id === undefined || typeof id === 'number' || typeof id === 'string';
  if (jsonrpc !== '2.0' || !isId || typeof method !== 'string')
    return {error: {code: ERROR.notARequest, message: 'the line is not a request of JSON-RPC 2.0'}};
  return {id, method, params};
}
