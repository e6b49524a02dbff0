import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {WhenOver} from '../temporary-directory.ts';

/** Separate namespaces for network, mounts and processes, which look like another machine to programs. */
export interface NetworkNamespace {
  /** The pid of the process that owns the namespaces, as seen from this machine. */
  readonly pid: number;
  /** Prefix of a command to run in the namespaces. */
  readonly enter: readonly string[];
  /** Prefix of a command that ends with the namespaces but uses the network of this machine. */
  readonly enterProcesses: readonly string[];
}

/**
 * Creates namespaces that end with the test, or when the process of the tests is killed: then their first process reads
 * the end of its input, and the kernel kills all others. The contents of `state` are in memory and end with them too.
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
