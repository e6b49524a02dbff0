import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {WhenOver} from '../temporary-directory.ts';

/** Network, mounts and processes of their own: another machine, as far as programs can see. */
export interface NetworkNamespace {
  /** The process whose namespaces these are, as this machine numbers it. */
  readonly pid: number;
  /** Prefix of a command to run there. */
  readonly enter: readonly string[];
  /** Prefix of a command that ends with it, but has the network of this machine. */
  readonly enterProcesses: readonly string[];
}

/**
 * Makes namespaces that end when the test is over, and also when the process of the tests is killed: then their first process
 * reads the end of its input, and the kernel kills all others in there. What is in `state` is in memory, and ends with them.
 */
export async function networkNamespace(state: string, whenOver: WhenOver): Promise<NetworkNamespace> {
  const script = `
    mkdir -p "$1" && mount -t tmpfs tmpfs "$1" && ip link set lo up && echo up
    cat > /dev/null
    :`;
  const flags = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const first = spawn('unshare', [...flags, 'sh', '-ec', script, 'sh', state], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(first, 'close');
  whenOver(async () => {
    first.stdin.end();
    await ended;
  });
  const [line] = (await Promise.race([once(createInterface(first.stdout), 'line'), ended])) as unknown[];
  if (line !== 'up') throw new Error('no namespaces could be made');
  return namespaceOf(first);
}

function namespaceOf({pid = 0}: ChildProcess): NetworkNamespace {
  const of = (kind: string): string => `/proc/${pid}/ns/${kind}`;
  const enterProcesses = ['nsenter', `--mount=${of('mnt')}`, `--pid=${of('pid_for_children')}`];
  return {pid, enterProcesses, enter: [...enterProcesses, `--net=${of('net')}`]};
}
