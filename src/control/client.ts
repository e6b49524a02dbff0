import {once} from 'node:events';
import type {Socket} from 'node:net';
import {openConnection} from '../processes/guarded-streams.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {ControlError, type ControlProblem} from './control-error.ts';
import {LineTooLong, messageLines} from './message-lines.ts';
import {
  ERROR,
  messageLine,
  PROTOCOL_VERSION,
  type Hello,
  type Methods,
  type RequestId,
  type ResponseError,
  type ServerHello,
} from './protocol.ts';
import {socketPath} from './socket-path.ts';

/** A connection to a live run. */
export interface ControlClient<Of extends Methods> {
  /** How the run describes itself. */
  readonly server: ServerHello;
  /**
   * Sends a request and waits for the answer, without a time limit, until `signal` fires.
   * @throws ControlError
   * @throws the reason of `signal`
   */
  request<Method extends keyof Of & string>(
    method: Method,
    params: Of[Method]['params'],
    signal?: AbortSignal,
  ): Promise<Of[Method]['result']>;
  /** Resolves when the run hangs up, after its teardown. */
  readonly closed: Promise<void>;
  /** Hangs up. */
  close(): void;
}

export interface ConnectOptions {
  /** The version of this bottle. */
  readonly bottle: string;
  /** Time limit for the run's `hello`, in milliseconds. Default: 10 s. */
  readonly timeoutMs?: number;
}

/** A live run answers within a millisecond; a process that takes this long has probably been stopped (SIGSTOP). */
const HELLO_MS = 10_000;

/** Outputs of tasks may be long, but bottle never sends more than this. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Connects to the run in `dir`, and checks that it speaks this version of the protocol.
 * @throws ControlError
 */
export async function connectControl<Of extends Methods>(
  dir: string,
  {bottle, timeoutMs = HELLO_MS}: ConnectOptions,
): Promise<ControlClient<Of>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const socket = await open(dir, limit);
  const requests = exchange(socket);
  try {
    const hello = {protocol: PROTOCOL_VERSION, bottle} satisfies Hello;
    const server = (await raceAbort(requests.send('hello', hello), limit)) as ServerHello;
    if (server.protocol !== PROTOCOL_VERSION) throw new ControlError({why: 'wrong-version', server});
    return {
      server,
      async request(method, params, signal) {
        const answer = requests.send(method, params);
        return (signal ? await raceAbort(answer, signal) : await answer) as Of[typeof method]['result'];
      },
      closed: requests.closed,
      close: () => void socket.destroy(),
    };
  } catch (error) {
    socket.destroy();
    throw limit.aborted && error === limit.reason ? new ControlError({why: 'no-answer'}) : error;
  }
}

async function open(dir: string, signal: AbortSignal): Promise<Socket> {
  try {
    const {path, release} = socketPath(dir);
    const socket = openConnection({path});
    try {
      await once(socket, 'connect', {signal});
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      release();
    }
  } catch (error) {
    throw signal.aborted ? new ControlError({why: 'no-answer'}) : connectError(error);
  }
}

/** Expected errors of connect(2); EAGAIN if the process has stopped accepting connections. */
const problems: Readonly<
  Record<string, ControlProblem['why'] & ('not-running' | 'not-allowed' | 'no-answer')>
> = {
  ENOENT: 'not-running',
  ENOTDIR: 'not-running',
  ECONNREFUSED: 'not-running',
  ECONNRESET: 'not-running',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EAGAIN: 'no-answer',
};

function connectError(error: unknown): unknown {
  const why = problems[codeOf(error) ?? ''];
  return why === undefined ? error : new ControlError({why});
}

/** Sends requests over a connection and matches answers to them. */
function exchange(socket: Socket): {
  send(method: string, params: object): Promise<unknown>;
  readonly closed: Promise<void>;
} {
  const open = new Map<RequestId, {resolve(result: unknown): void; reject(error: ControlError): void}>();
  const lines = messageLines(MAX_LINE_BYTES);
  let count = 0;
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const line of lines.push(chunk)) take(line);
    } catch (error) {
      if (!(error instanceof LineTooLong || error instanceof SyntaxError)) throw error;
      socket.destroy();
    }
  });
  const closed = new Promise<void>(resolve =>
    socket.once('close', () => {
      rejectAll({why: 'run-ended'});
      resolve();
    }),
  );
  return {
    closed,
    async send(method, params) {
      if (socket.destroyed) throw new ControlError({why: 'run-ended'});
      const id = ++count;
      const answer = new Promise<unknown>((resolve, reject) => open.set(id, {resolve, reject}));
      // The caller may no longer be waiting for it.
      answer.catch(() => undefined);
      socket.write(messageLine({jsonrpc: '2.0', id, method, params}));
      return await answer;
    },
  };

  function take(line: string): void {
    const {id, result, error} = JSON.parse(line) as {
      readonly id: RequestId | null;
      readonly result?: unknown;
      readonly error?: ResponseError;
    };
    if (id === null) return rejectAll(error ? problemOf(error) : {why: 'run-ended'});
    const asked = open.get(id);
    open.delete(id);
    if (error) asked?.reject(new ControlError(problemOf(error)));
    else asked?.resolve(result);
  }

  function rejectAll(problem: ControlProblem): void {
    for (const {reject} of open.values()) reject(new ControlError(problem));
    open.clear();
  }
}

function problemOf(error: ResponseError): ControlProblem {
  if (error.code === ERROR.runEnded) return {why: 'run-ended'};
  if (error.code === ERROR.wrongVersion) return {why: 'wrong-version', server: error.data as Hello};
  return {why: 'refused', error};
}
