import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {openSync, closeSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** A program that runs until it is stopped or its namespaces end. */
export interface Daemon {
  /** Resolves when the program responds. Rejects with its last lines if it ends or does not respond in time. */
  ready(isReady: () => Promise<boolean>): Promise<void>;
  /** Kills the program. */
  kill(): Promise<void>;
}

export interface DaemonStart {
  /** The folder for its log, `NAME.log`. */
  readonly home: string;
  readonly name: string;
  /** Prefix of its command, for example to enter a namespace. */
  readonly enter: readonly string[];
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Much longer than needed on a busy machine. */
const DEADLINE_MS = 120_000;
const PAUSE_MS = 25;

export function startDaemon({home, name, enter, argv, env = {}}: DaemonStart): Daemon {
  const log = join(home, `${name}.log`);
  const output = openSync(log, 'a');
  const [program = '', ...args] = [...enter, ...argv];
  const child = spawn(program, args, {stdio: ['ignore', output, output], env: {...process.env, ...env}});
  closeSync(output);
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    async ready(isReady) {
      const deadline = performance.now() + DEADLINE_MS;
      while (!(await isReady().catch(() => false))) {
        if (isOver()) throw new Error(`${name} has ended:\n${await lastLines(log)}`);
        if (performance.now() > deadline) throw new Error(`${name} is not ready:\n${await lastLines(log)}`);
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      }
    },
    async kill() {
      if (isOver()) return;
      const ended = once(child, 'exit');
      // The program is a child of nsenter, which ends after it.
      for (const pid of await childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

async function lastLines(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
}
