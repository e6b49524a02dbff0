import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {findPeer, peerEnv} from './peers.ts';
import type {Command} from './processes.ts';
import {peakMb, processOf, shareMb, treeOf} from './process-tree.ts';
import {writeFiles} from './runners.ts';

/** A program that keeps services running until Ctrl-C. */
export interface Holder {
  readonly name: string;
  /** Absent if it is not on this machine. */
  readonly command: Command | undefined;
  files(count: number): Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
}

const SERVICE = 'exec sleep 600';

export function holders(bottle: Command): readonly Holder[] {
  const withPath = (name: string, args: readonly string[]): Command | undefined => {
    const path = findPeer(name);
    return path === undefined ? undefined : [path, ...args];
  };
  return [
    {
      name: 'bottle',
      command: [...bottle, 'run', '--jobs', '1000'],
      files: count => ({'bottle.yaml': JSON.stringify({tasks: byName(count, () => ({serve: SERVICE}))})}),
    },
    {
      name: 'process-compose',
      command: withPath('process-compose', ['up', '-t=false', '--no-server']),
      files: count => ({
        'process-compose.yaml': JSON.stringify({
          version: '0.5',
          processes: byName(count, () => ({command: SERVICE})),
        }),
      }),
    },
    {
      name: 'wireit',
      command: findPeer('wireit') === undefined ? undefined : withPath('npm', ['run', '--silent', 'all']),
      files: count => {
        const services = byName(count, () => ({command: SERVICE, service: true}));
        const all = {all: {dependencies: Object.keys(services)}, ...services};
        const scripts = Object.fromEntries(Object.keys(all).map(name => [name, 'wireit']));
        return {'package.json': JSON.stringify({name: 'held', version: '1.0.0', scripts, wireit: all})};
      },
      env: {...peerEnv(), WIREIT_PARALLEL: '1000'},
    },
    {
      name: 'concurrently',
      command: withPath(
        'concurrently',
        Array.from({length: 100}, () => `'${SERVICE}'`),
      ),
      files: () => ({}),
    },
  ];
}

function byName<Value>(count: number, make: () => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(Array.from({length: count}, (_, at) => [`s${at}`, make()]));
}

/** The cost of keeping services running, without the services themselves. */
export interface Held {
  readonly cpuMs: number;
  /** The peak memory of the program, plus the proportional memory of its helpers. */
  readonly memoryMb: number;
  /** From Ctrl-C to the end of the program. */
  readonly stopMs: number;
}

/** Starts services, waits until all are running, and stops them like Ctrl-C in a terminal. */
export async function hold(
  {name, command, files, env: more}: Holder & {readonly command: Command},
  count: number,
  {dir, env}: {readonly dir: string; readonly env: NodeJS.ProcessEnv},
): Promise<Held> {
  const folder = join(dir, `held-${name}-${count}`);
  writeFiles({...files(count), 'README.md': ''}, folder);
  const [program, ...args] = command;
  const child = spawn(program, args, {
    ...{cwd: folder, env: {...env, ...more}, stdio: 'ignore', detached: true},
  });
  const pid = child.pid ?? 0;
  const exited = once(child, 'exit');
  let tree = treeOf(pid);
  const services = () => tree.filter(({name: each}) => each === 'sleep').length;
  while (services() < count && child.exitCode === null) {
    await sleep(25);
    tree = treeOf(pid);
  }
  if (child.exitCode !== null) throw new Error(`${name} ended before its services were running`);
  // Includes its work once all services are running.
  await sleep(500);
  const own = treeOf(pid).filter(({name: each}) => each !== 'sleep');
  const memoryMb = own.reduce((sum, each) => sum + (each.pid === pid ? peakMb(pid) : shareMb(each.pid)), 0);
  const last = new Map(own.map(each => [each.pid, each.cpuMs]));
  const stoppedAt = performance.now();
  let endedAt = 0;
  void exited.then(() => (endedAt = performance.now()));
  process.kill(-pid, 'SIGINT');
  while (endedAt === 0) {
    for (const each of last.keys()) last.set(each, processOf(each)?.cpuMs ?? last.get(each) ?? 0);
    await sleep(4);
  }
  const cpuMs = [...last.values()].reduce((sum, each) => sum + each, 0);
  return {cpuMs, memoryMb, stopMs: endedAt - stoppedAt};
}
