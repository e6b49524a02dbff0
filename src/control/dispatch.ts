import {messageOf} from '../vocabulary/caught-error.ts';
import {ERROR, PROTOCOL_VERSION, RefusedRequest, type ResponseError, type ServerHello} from './protocol.ts';

/** Handles a request. @throws RefusedRequest */
export type Handler = (params: unknown) => Promise<object>;

/** Data shared by all connections of a server. */
export interface Served {
  readonly hello: ServerHello;
  readonly methods: ReadonlyMap<string, Handler>;
  /** Called with unexpected errors of handlers. */
  readonly onBug: (error: unknown) => void;
}

/** Handles the requests of one client; the first must be `hello`. */
export function createDispatch({
  hello,
  methods,
}: Served): (method: string, params: unknown) => Promise<object> {
  let isGreeted = false;
  return async (method, params) => {
    if (method === 'hello') {
      checkProtocol(params, hello);
      isGreeted = true;
      return hello;
    }
    if (!isGreeted) throw new RefusedRequest(ERROR.helloExpected, 'the first request must be `hello`');
    const handler = methods.get(method);
    if (!handler) throw new RefusedRequest(ERROR.unknownMethod, `there is no method \`${method}\``);
    return await handler(params);
  };
}

function checkProtocol(params: unknown, {bottle}: ServerHello): void {
  const {protocol} = (params ?? {}) as {readonly protocol?: unknown};
  if (protocol === PROTOCOL_VERSION) return;
  throw new RefusedRequest(
    ERROR.wrongVersion,
    `this run speaks version ${PROTOCOL_VERSION} of the protocol (bottle ${bottle})`,
    {protocol: PROTOCOL_VERSION, bottle},
  );
}

/** The response to a refused request; any other error is reported as a bug. */
export function errorOf(error: unknown, onBug: Served['onBug']): ResponseError {
  if (error instanceof RefusedRequest) {
    const {code, message, data} = error;
    return {code, message, ...(data !== undefined && {data})};
  }
  onBug(error);
  return {code: ERROR.internal, message: messageOf(error)};
}
