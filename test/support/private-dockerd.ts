import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import type {WhenOver} from './temporary-directory.ts';

/** Options of a private engine. */
export interface PrivateDockerd {
  /** The folder for its data and its socket `docker.sock`. */
  readonly home: string;
  readonly args?: readonly string[];
  /** Part of the address it must listen on before it is used. Default: its socket. */
  readonly listensOn?: string;
  /** Whether it isolates internal networks with kernel rules in its own network namespace. Default: false. */
  readonly confines?: boolean;
  /** When to stop the engine. Default: after the test. */
  readonly whenOver?: WhenOver;
}

/**
 * Starts a `dockerd` for one test, in its own network namespace because an engine claims all bridges of its machine.
 * Returns its pid once it listens.
 */
export async function privateDockerd({
  home,
  args = [],
  listensOn = `${home}/docker.sock`,
  confines = false,
  whenOver = onTestFinished,
}: PrivateDockerd): Promise<number> {
  const folders = ['data-root', 'exec-root', 'pidfile'].flatMap(name => [`--${name}`, join(home, name)]);
  const apart = [`--iptables=${confines}`, '--ip-masq=false', '--host', `unix://${home}/docker.sock`];
  const script = 'busybox ip link set lo up; exec dockerd "$@"';
  const dockerd = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...folders, ...apart, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(dockerd, 'close');
  whenOver(async () => {
    dockerd.kill();
    await ended;
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(dockerd.stderr).on('line', line => {
      lines.push(line);
      if (line.includes(`API listen on ${listensOn}`)) resolve();
    });
    void ended.then(() => reject(new Error(`dockerd ended: ${lines.slice(-5).join('\n')}`)));
  });
  return dockerd.pid ?? 0;
}
