import type {RawData, WebSocket} from 'ws';
import {ChannelError} from '../../channels/channel.ts';
import {pauseUntil, type Backpressure} from '../../processes/backpressure.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {bytesOf} from './message-bytes.ts';
import {withPatience} from './patience.ts';
import type {PodTarget} from './pod-target.ts';
import {hasProblem, KubernetesError} from './problem.ts';
import {pathOf, requestedThing, resources} from './resource.ts';
import {openSocket} from './socket.ts';

/** A command in a container. */
export interface ExecSession {
  readonly argv: readonly string[];
  /** Whether it gets a terminal, which has a single output stream. */
  readonly tty: boolean;
  /** Whether it has input. */
  readonly stdin: boolean;
  /** Closes the connection; the command may continue. */
  readonly signal: AbortSignal;
  onOutput(stream: 'stdout' | 'stderr', piece: Uint8Array): Backpressure;
  /** Called with the input of the command once it is running. */
  onStart?(input: ExecInput): void;
}

/** The input of a command. */
export interface ExecInput {
  /** Resolves once the piece has been sent. */
  write(piece: Uint8Array): Promise<void>;
  end(): void;
  resize(size: {readonly rows: number; readonly columns: number}): void;
}

/**
 * The channels of
 * https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand. The
 * first byte of each message is the number of its channel.
 */
const CHANNELS = {stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255} as const;

const V5 = 'v5.channel.k8s.io';
const V4 = 'v4.channel.k8s.io';

/** How long to retry if the API server limits requests or refuses connections. */
const PATIENCE_MS = 60_000;

/**
 * Runs a command in a container until it exits, and returns its exit code.
 * @throws ChannelError, KubernetesError; the abort reason of the signal
 */
export async function runExec(target: PodTarget, session: ExecSession): Promise<number> {
  const socket = await connect(target, session);
  const {signal} = session;
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort, {once: true});
  try {
    const status = await untilClosed(socket, session);
    signal.throwIfAborted();
    return exitCodeOf(status);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.terminate();
  }
}

/** A request that may have reached the container is not retried, since the command could run twice. */
async function connect({client, ...target}: PodTarget, session: ExecSession): Promise<WebSocket> {
  const {signal, stdin} = session;
  const place = {
    resource: resources.pods,
    namespace: target.namespace,
    name: target.pod,
    subresource: 'exec',
  };
  const path = `${pathOf(place)}?${String(queryOf(target.container, session))}`;
  const request = {path, protocols: [V5, V4], asked: requestedThing('create', place), signal};
  const socket = await withPatience(
    async () => {
      try {
        return await openSocket(client, request);
      } catch (error) {
        throw mayHaveRun(error) ? new ChannelError(messageOf(error)) : error;
      }
    },
    {clock: client.clock, patienceMs: PATIENCE_MS, signal},
  );
  if (!stdin || socket.protocol === V5) return socket;
  socket.terminate();
  throw new ChannelError(
    'commands with input need Kubernetes 1.30 or newer: older versions cannot close the input',
  );
}

function mayHaveRun(error: unknown): boolean {
  return hasProblem(error, 'unreachable', 'unavailable') && !error.message.includes('connection refused');
}

function queryOf(container: string, {argv, tty, stdin}: ExecSession): URLSearchParams {
  const streams = {stdin, stdout: true, stderr: !tty, tty};
  return new URLSearchParams([
    ['container', container],
    ...Object.entries(streams).map(([name, value]) => [name, String(value)] as [string, string]),
    ...argv.map(argument => ['command', argument] as [string, string]),
  ]);
}

/** The message of the status channel; `undefined` if the connection ended first. */
async function untilClosed(socket: WebSocket, session: ExecSession): Promise<ExecStatus | undefined> {
  let status = '';
  const closed = new Promise<void>(resolve => socket.once('close', resolve));
  socket.on('message', (data: RawData) => {
    const message = bytesOf(data);
    const piece = message.subarray(1);
    if (message[0] === CHANNELS.status) status += piece.toString('utf8');
    // Each stream begins with an empty message.
    else if (piece.length > 0 && (message[0] === CHANNELS.stdout || message[0] === CHANNELS.stderr))
      pauseUntil(socket, session.onOutput(message[0] === CHANNELS.stderr ? 'stderr' : 'stdout', piece));
  });
  socket.resume();
  session.onStart?.(inputOf(socket));
  await closed;
  return status === '' ? undefined : (JSON.parse(status) as ExecStatus);
}

function inputOf(socket: WebSocket): ExecInput {
  const send = async (channel: number, piece: Uint8Array): Promise<void> =>
    await new Promise((resolve, reject) => {
      const onSent = (error?: Error | null): void => (error ? reject(error) : resolve());
      socket.send(Buffer.concat([Buffer.of(channel), piece]), onSent);
    });
  const sendNow = (channel: number, piece: Uint8Array): void =>
    void send(channel, piece).catch(() => undefined);
  return {
    write: async piece => await send(CHANNELS.stdin, piece),
    end: () => sendNow(CHANNELS.close, Buffer.of(CHANNELS.stdin)),
    resize: ({rows, columns}) =>
      sendNow(CHANNELS.resize, Buffer.from(JSON.stringify({Width: columns, Height: rows}))),
  };
}

interface ExecStatus {
  readonly status?: string;
  readonly message?: string;
  readonly details?: {readonly causes?: readonly {readonly reason?: string; readonly message?: string}[]};
}

function exitCodeOf(status: ExecStatus | undefined): number {
  if (status === undefined) throw new ChannelError('the connection to the command was lost');
  if (status.status === 'Success') return 0;
  const {details: {causes = []} = {}, message = 'the command could not be started'} = status;
  const code = causes.find(({reason}) => reason === 'ExitCode')?.message;
  if (code !== undefined) return Number(code);
  throw startProblem(message);
}

/** The reason why a program could not be started, without the boilerplate around it. */
function startProblem(message: string): ChannelError {
  if (/container not found|not running/i.test(message))
    return new ChannelError('the container is not running');
  const [, why] = /unable to start container process: (.*?)(?:: unknown)?$/s.exec(message) ?? [];
  return new ChannelError(
    why ?? message.replace(/\s+/g, ' ').trim(),
    why === undefined ? 'channel' : 'request',
  );
}

/** Converts a cluster error to a channel error; channel errors and the abort reason of a signal are returned unchanged. */
export function podProblem(error: unknown): unknown {
  if (hasProblem(error, 'not-found')) return new ChannelError('the pod is gone');
  return error instanceof KubernetesError ? new ChannelError(error.message) : error;
}
