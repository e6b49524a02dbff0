import type {Duplex} from 'node:stream';
import {Mutex} from 'async-mutex';
import type Dockerode from 'dockerode';
import type {TerminalOptions} from '../channels/channel.ts';
import {pauseUntil, type Backpressure} from '../processes/backpressure.ts';
import {ownTerminal, type OwnTerminal} from '../processes/own-terminal.ts';
import {runInContainer} from './exec-session.ts';
import {type ExecTarget} from './exec-target.ts';
import {frameSplitter} from './frames.ts';

/** How long an interactive command has between SIGTERM and SIGKILL, to save the user's work. */
const GRACE_MS = 2_000;

/**
 * Runs a command in the container with bottle's own terminal, and returns its exit code. Every key goes to the command,
 * including Ctrl-C. If bottle has no terminal, the command uses bottle's standard streams. The terminal is always
 * restored.
 * @throws ChannelError
 */
export async function execInTerminal(
  way: ExecTarget,
  argv: readonly string[],
  options: TerminalOptions,
): Promise<number> {
  const terminal = ownTerminal();
  const {rows, columns} = terminal.size();
  const over = new AbortController();
  let first = '';
  const write = (stream: 'stdout' | 'stderr', piece: Uint8Array): Backpressure => {
    if (first.length < ENOUGH) first += Buffer.from(piece).toString('utf8');
    return terminal.write(stream, piece);
  };
  try {
    return await runInContainer(way, {
      ...{...options, argv, stdin: true, graceMs: GRACE_MS},
      ...(terminal.isTerminal && {tty: [rows, columns] as const}),
      onStream: (stream, exec) => {
        const onPiece = terminal.isTerminal
          ? (piece: Uint8Array) => write('stdout', piece)
          : frameSplitter(write);
        stream.on('data', (piece: Uint8Array) => pauseUntil(stream, onPiece(piece)));
        passInput(terminal, stream, over.signal);
        if (terminal.isTerminal) passSize(way, terminal, exec, over.signal);
      },
      firstOutput: () => first,
    });
  } finally {
    over.abort();
  }
}

/** How much of the first output is kept; it holds the engine's reason if the command cannot be started. */
const ENOUGH = 1_000;

function passInput(terminal: OwnTerminal, stream: Duplex, over: AbortSignal): void {
  terminal.readInput({onData: piece => void stream.write(piece), onEnd: () => stream.end()}, over);
}

/**
 * Sets the size now and after every change. Requests are sent one at a time, since an older size could otherwise arrive
 * last. They are retried, since the engine refuses them until the program has started.
 */
function passSize({clock}: ExecTarget, terminal: OwnTerminal, exec: Dockerode.Exec, over: AbortSignal): void {
  const turn = new Mutex();
  const resize = async (): Promise<boolean> => {
    const {rows: h, columns: w} = terminal.size();
    return await exec.resize({h, w}).then(
      () => true,
      () => false,
    );
  };
  const pass = async (): Promise<void> => {
    while (!over.aborted && !(await resize())) await clock.sleep(RESIZE_PAUSE_MS, over);
  };
  const passInTurn = (): void => void turn.runExclusive(pass);
  passInTurn();
  terminal.onResize(passInTurn, over);
}

const RESIZE_PAUSE_MS = 20;
