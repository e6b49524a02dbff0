import {fork, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {onTestFinished} from 'vitest';
import type {Message, Order} from './lease-child.ts';

/** Bundles the child program in its own folder. Returns its path. */
export async function buildChild(): Promise<string> {
  const program = join(await mkdtemp(join(tmpdir(), 'bottle-child-')), 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'lease-child.ts')],
    outfile: program,
    ...{bundle: true, platform: 'node', format: 'esm', target: 'node20'},
    // CommonJS packages load their dependencies with `require`.
    banner: {
      js: `import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);`,
    },
  });
  return program;
}

/** A process that leases addresses on request. */
export interface Child {
  readonly pid: number;
  /** All messages received from the process. */
  readonly seen: readonly Message[];
  send(order: Order): void;
  /** The next message of one of these types. */
  next(...sorts: readonly string[]): Promise<Message>;
  kill(): Promise<void>;
}

/** Starts a child process of `program`, which is killed after the test. */
export async function startChild(program: string, stateDir: string): Promise<Child> {
  const child = fork(program, [stateDir]);
  onTestFinished(async () => await killed(child));
  const seen: Message[] = [];
  const unread: Message[] = [];
  let arrived: (() => void) | undefined;
  const wake = (): void => arrived?.();
  child.on('message', message => {
    seen.push(message as Message);
    unread.push(message as Message);
    wake();
  });
  child.on('exit', wake);
  const next: Child['next'] = async (...sorts) => {
    for (;;) {
      const at = unread.findIndex(message => sorts.includes(sortOf(message)));
      const [message] = at < 0 ? [] : unread.splice(at, 1);
      if (message !== undefined) return message;
      if (hasEnded(child)) throw new Error(`the child ended, and said ${JSON.stringify(seen)}`);
      await new Promise<void>(resolve => (arrived = resolve));
    }
  };
  await next('up');
  return {
    pid: child.pid ?? 0,
    seen,
    next,
    send: order => void child.send(order),
    kill: async () => await killed(child),
  };
}

function sortOf(message: Message): string {
  return typeof message === 'string' ? message : (Object.keys(message)[0] ?? '');
}

export function addressIn(message: Message): string {
  if (typeof message === 'object' && 'leased' in message) return message.leased;
  throw new Error(`no address in ${JSON.stringify(message)}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function killed(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
