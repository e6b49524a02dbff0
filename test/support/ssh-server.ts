import {execFile, execFileSync, spawn} from 'node:child_process';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {onTestFinished} from 'vitest';
import {freePort} from './listen.ts';
import {temporaryDirectory, type WhenOver} from './temporary-directory.ts';

/** An ssh server on this machine, and a client that may log in. */
export interface SshServer {
  readonly port: number;
  /** Variables with which `ssh` finds its key and its host, in a separate home directory. */
  readonly env: Readonly<Record<string, string>>;
  /** The number of `ssh` calls. */
  calls(): Promise<number>;
}

/** Whether a test can start an ssh server on this machine. */
export const hasSshServer = process.getuid?.() === 0 && isThere('sshd') && isThere('ssh');

/** Options of an ssh server. */
export interface SshServerOptions {
  /** Additional lines of its configuration. */
  readonly settings?: readonly string[];
  /** Whether the client knows the server's key. Default: true. */
  readonly knows?: boolean;
  /** Environment variables of its commands. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A process in whose network namespace it runs, reachable only for this client. Default: that of this machine. */
  readonly inNetworkOf?: number;
  /** When to stop the server. Default: after the test. */
  readonly whenOver?: WhenOver;
}

/** Runs sshd on a free port until the end of the test. */
export async function sshServer({
  settings = [],
  knows = true,
  variables = {},
  inNetworkOf,
  whenOver = onTestFinished,
}: SshServerOptions = {}): Promise<SshServer> {
  const home = await temporaryDirectory(whenOver);
  const keys = ['host', 'user', 'other'];
  await Promise.all(
    keys.map(
      async name =>
        await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]),
    ),
  );
  const port = await freePort();
  const enter = inNetworkOf === undefined ? [] : ['nsenter', `--net=/proc/${inNetworkOf}/ns/net`];
  await startServer(home, port, {settings, variables, enter, whenOver});
  const known = await readFile(join(home, knows ? 'host.pub' : 'other.pub'), 'utf8');
  await writeFile(join(home, 'known'), `[127.0.0.1]:${port} ${known}`);
  return {
    port,
    env: {PATH: `${await ownSsh(home, enter)}:${process.env.PATH ?? ''}`},
    calls: async () => (await readFile(join(home, 'calls'), 'utf8').catch(() => '')).split('\n').length - 1,
  };
}

interface ServerStart extends Required<Pick<SshServerOptions, 'settings' | 'variables' | 'whenOver'>> {
  /** The command that starts it in another namespace. */
  readonly enter: readonly string[];
}

async function startServer(
  home: string,
  port: number,
  {settings: further, variables, enter, whenOver}: ServerStart,
): Promise<void> {
  const settings = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${home}/host`, `PidFile ${home}/pid`],
    ...[`AuthorizedKeysFile ${home}/user.pub`, 'StrictModes no', 'PermitRootLogin yes', 'UsePAM no'],
    ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
    // Skips the user's .bashrc, which bash reads in the outermost shell of an ssh server.
    // A single line, because sshd only uses the first one.
    `SetEnv ${Object.entries({SHLVL: '2', ...variables})
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
    ...further,
  ];
  await writeFile(join(home, 'sshd_config'), `${settings.join('\n')}\n`);
  // The directory for privilege separation, normally created by the service.
  await mkdir('/run/sshd', {recursive: true});
  const [program, ...args] = [...enter, pathOf('sshd'), '-D', '-e', '-f', join(home, 'sshd_config')];
  const sshd = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  whenOver(() => void sshd.kill());
  await new Promise<void>((resolve, reject) => {
    createInterface(sshd.stderr).on('line', line => line.includes('Server listening') && resolve());
    sshd.once('close', code => reject(new Error(`sshd ended with code ${code ?? '?'}`)));
  });
}

/** A folder with an `ssh` that uses the settings of this home directory, because the real one ignores `$HOME`. */
async function ownSsh(home: string, enter: readonly string[]): Promise<string> {
  const settings = [
    // Takes a fifth of the time of the default algorithm.
    'KexAlgorithms curve25519-sha256',
    ...[`IdentityFile ${home}/user`, 'IdentitiesOnly yes', `UserKnownHostsFile ${home}/known`],
    ...(enter.length > 0 ? [`ProxyCommand ${enter.join(' ')} busybox nc %h %p`] : []),
  ];
  await writeFile(join(home, 'config'), `${settings.join('\n')}\n`);
  const script = `#!/bin/sh\necho >> '${home}/calls'\nexec '${pathOf('ssh')}' -F '${home}/config' "$@"\n`;
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin', 'ssh'), script);
  await chmod(join(home, 'bin', 'ssh'), 0o755);
  return join(home, 'bin');
}

function pathOf(program: string): string {
  return execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin; command -v "$1"', 'sh', program], {
    encoding: 'utf8',
  }).trim();
}

function isThere(program: string): boolean {
  try {
    return pathOf(program) !== '';
  } catch {
    return false;
  }
}
