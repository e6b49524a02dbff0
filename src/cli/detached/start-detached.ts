import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {closeSync, openSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {constants} from 'node:os';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {messageLines} from '../../control/message-lines.ts';
import {inheritableDescriptors} from '../../processes/inheritable-descriptors.ts';
import {startChild} from '../../processes/start-child.ts';
import {PRIVATE_FILE} from '../../state/state-directory.ts';
import type {Message} from './message.ts';

/** The process of a detached run, as seen by the call that started it. */
export interface DetachedProcess {
  /** Messages from the process, until it ends or {@link leave} is called. */
  readonly messages: AsyncIterable<Message>;
  signal(name: NodeJS.Signals): void;
  /** Stops reading messages; the process continues. */
  leave(): void;
  /** Waits for the process to end. */
  ended(): Promise<EndedProcess>;
}

export interface EndedProcess {
  /** The exit code, or 128 + the number of the signal that ended the process. */
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  /** Output of the process itself: errors before the run started, and bugs. */
  readonly printed: string;
}

/** Inputs for starting the process of a detached run. */
export interface DetachedCall {
  /** The program and its arguments; the path of the output file is appended. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
}

/**
 * Starts a process in a new session without a terminal. The process moves its output file into the directory of its run.
 */
export async function startDetached({command, cwd, env, stateDir}: DetachedCall): Promise<DetachedProcess> {
  const [program, ...args] = command;
  removeStale(stateDir);
  const path = join(stateDir, `${PREFIX}${randomBytes(6).toString('hex')}.log`);
  const log = openSync(path, 'a', PRIVATE_FILE);
  const printed = openSync(path, 'r');
  const nothing = openSync('/dev/null', 'r+');
  try {
    const child = startChild(program, [...args, path], {
      ...{cwd, env, detached: true},
      stdio: withoutInherited(['ignore', log, log, 'pipe'], nothing),
    });
    const exited = new Promise<Omit<EndedProcess, 'printed'>>(resolve =>
      child.once('exit', (code, signal) => resolve(endOf(code, signal))),
    );
    await once(child, 'spawn');
    const pipe = child.stdio[3] as Readable;
    return {
      messages: messagesOf(pipe),
      signal: name => void child.kill(name),
      leave() {
        pipe.destroy();
        child.unref();
      },
      async ended() {
        child.ref();
        const end = await exited;
        rmSync(path, {force: true});
        return {...end, printed: readFileSync(printed, 'utf8')};
      },
    };
  } catch (error) {
    rmSync(path, {force: true});
    throw error;
  } finally {
    for (const own of [log, nothing]) closeSync(own);
  }
}

const PREFIX = '.detached-';

/** Age after which a process can no longer be about to move its file. */
const STALE_MS = 60 * 60 * 1000;

/** Removes output files of processes that were killed along with their calls before the run existed. */
function removeStale(stateDir: string): void {
  for (const name of readdirSync(stateDir).filter(each => each.startsWith(PREFIX))) {
    const path = join(stateDir, name);
    const {mtimeMs = Infinity} = statSync(path, {throwIfNoEntry: false}) ?? {};
    if (Date.now() - mtimeMs > STALE_MS) rmSync(path, {force: true});
  }
}

/** Replaces inherited descriptors, since a caller that reads one of its pipes to the end must not wait for the run. */
function withoutInherited(
  stdio: readonly ('ignore' | 'pipe' | number)[],
  nothing: number,
): ('ignore' | 'pipe' | number)[] {
  const inherited = inheritableDescriptors().filter(descriptor => descriptor >= stdio.length);
  const all = Array.from(
    {length: Math.max(stdio.length, ...inherited.map(each => each + 1))},
    () => 'ignore' as const,
  );
  return all.map(
    (none, descriptor) => stdio[descriptor] ?? (inherited.includes(descriptor) ? nothing : none),
  );
}

function endOf(code: number | null, signal: NodeJS.Signals | null): Omit<EndedProcess, 'printed'> {
  return signal === null ? {code: code ?? 0} : {code: 128 + constants.signals[signal], signal};
}

/** Maximum length of a message: a failure contains a few lines of output of at most 64 KiB. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Reads messages until either end is closed. */
async function* messagesOf(pipe: Readable): AsyncGenerator<Message> {
  const lines = messageLines(MAX_LINE_BYTES);
  const chunks: AsyncIterator<Buffer> = pipe[Symbol.asyncIterator]();
  for (;;) {
    const chunk = await chunks.next().catch(() => undefined);
    if (!chunk || chunk.done) return;
    for (const line of lines.push(chunk.value)) yield JSON.parse(line) as Message;
  }
}
