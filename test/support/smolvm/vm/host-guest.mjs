import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {BUSYBOX, diskOf} from './disk.mjs';
import {commandIn} from './find-program.mjs';
import {guestEnv} from './guest-env.mjs';
import {guestProcess} from './guest-process.mjs';

/**
 * A guest in separate namespaces on this host, with its own root, processes and mounts, and with `/tmp` and `/run` in memory.
 * Its first process ends with this process, whatever the cause, and all others of the guest end with it.
 */
export async function bootHostGuest({dir, row}) {
  const root = diskOf(dir);
  const mounts = row.volumes.flatMap(({host, guest, readOnly}) => [host, guest, readOnly ? 'ro' : 'rw']);
  const holder = spawn(
    'unshare',
    [
      '--pid',
      '--fork',
      '--mount',
      '--uts',
      BUSYBOX,
      'sh',
      '-c',
      firstProcess,
      'init',
      root,
      row.name,
      ...mounts,
    ],
    {stdio: ['pipe', 'pipe', 'inherit'], detached: true},
  );
  const ended = once(holder, 'exit');
  holder.stdin.on('error', () => undefined).write('up\n');
  const isUp = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!isUp)
    throw new Error('a guest needs busybox-static, unshare and nsenter, and the right to use namespaces');
  const init = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
  return {
    spawn: (argv, options) => enter(init, {...options, root, argv}),
    async stop() {
      holder.stdin.end();
      await ended;
    },
  };
}

/**
 * Finally becomes `cat`, which echoes a line and ends with its input. The system reaps orphans in the guest, because the
 * signal is ignored. A shell would be interrupted by the signal in its `read` and end.
 */
const firstProcess = `
set -e
root=$1; hostname "$2"; shift 2
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 run "$root/run"
while [ $# -gt 0 ]; do
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
  shift 3
done
exec /usr/bin/env --ignore-signal=CHLD chroot "$root" /bin/cat`;

function enter(init, {root, argv, user, env = {}, cwd, hasStdin, isTerminal, size}) {
  const whole = {...guestEnv, ...env};
  const command = commandIn({root, argv, cwd, path: whole.PATH});
  if (!command) return undefined;
  const words = [
    nsenter,
    '--target',
    init,
    '--pid',
    '--mount',
    '--uts',
    '--root',
    '--wd',
    ...asUser(root, user),
    ...command,
  ];
  return guestProcess(words, {env: whole, hasStdin, isTerminal, size});
}

/** Resolves a user name or id in the guest, with a group or the user's default group. */
function asUser(root, user) {
  if (user === undefined) return [];
  const [name, groupName] = user.split(':');
  const lines = file =>
    readFileSync(join(root, 'etc', file), 'utf8')
      .split('\n')
      .map(line => line.split(':'));
  const found = lines('passwd').find(([known, , uid]) => known === name || uid === name);
  const group = lines('group').find(([known]) => known === groupName)?.[2] ?? groupName;
  return ['--setuid', found?.[2] ?? name, '--setgid', group ?? found?.[3] ?? '0'];
}

const nsenter = ['/usr/bin', '/bin', '/usr/local/bin']
  .map(folder => join(folder, 'nsenter'))
  .find(path => statSync(path, {throwIfNoEntry: false}));
