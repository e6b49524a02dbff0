import {execFile, execFileSync, spawn} from 'node:child_process';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {onTestFinished} from 'vitest';
import {freePort} from './listen.ts';
import {temporaryDirectory, type WhenOver} from './temporary-directory.ts';

/** An ssh server of this machine, and a client that may log in there. */
export interface SshServer {
  readonly port: number;
  /** The variables with which `ssh` knows its key and its host: those of a home of the test's own. */
  readonly env: Readonly<Record<string, string>>;
  /** How often `ssh` was started. */
  calls(): Promise<number>;
}

/** Whether this machine has an ssh server that a test can start. */
export const hasSshServer = process.getuid?.() === 0 && isThere('sshd') && isThere('ssh');

/** How an ssh server is started. */
export interface SshServerOptions {
  /** Further lines of its configuration. */
  readonly settings?: readonly string[];
  /** Whether the client knows the server's key. Default: true. */
  readonly knows?: boolean;
  /** Variables of the commands that it runs. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A process in whose network namespace it is, which nothing but this client reaches. Default: that of this machine. */
  readonly inNetworkOf?: number;
  /** When it is ended. Default: with the test. */
  readonly whenOver?: WhenOver;
}

/** Lets sshd listen on a free port until the test is over. */
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
  /** The command that starts it elsewhere. */
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
    // Not the user's .bashrc, which bash reads at the first level of shells of an ssh server.
    // One line for all: sshd takes the first.
    `SetEnv ${Object.entries({SHLVL: '2', ...variables})
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
    ...further,
  ];
  await writeFile(join(home, 'sshd_config'), `${settings.join('\n')}\n`);
  // Where sshd locks itself in; its service would make it.
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

/** The folder of an `ssh` that is the real one with the home's own settings: ssh does not heed `$HOME`. */
async function ownSsh(home: string, enter: readonly string[]): Promise<string> {
  const settings = [
    // One that takes a fifth of the time that the default takes.
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
