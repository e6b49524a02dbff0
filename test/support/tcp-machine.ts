import {randomInt} from 'node:crypto';
import {execFile, execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {BUSYBOX} from './docker.ts';
import {privateDockerd} from './private-dockerd.ts';
import {temporaryDirectory, type WhenOver} from './temporary-directory.ts';
import {testAuthority, testLeaf, writeCertificates} from './tls-engine.ts';

/** An engine that is reached over a network, like one on another machine. */
export interface TcpMachine {
  /** `tcp://10.x.y.2:2376`. */
  readonly host: string;
  /** The address of its machine. */
  readonly address: string;
  /** The folder with the client's certificates. */
  readonly certs: string;
  /** Runs `docker` with this engine. */
  docker(...args: readonly string[]): Promise<string>;
  /** Disconnects the network between this machine and the engine's. */
  cutOff(): Promise<void>;
  /** Reconnects the network. */
  reconnect(): Promise<void>;
}

/** Whether a test can create a network link to another machine. */
export const canLinkMachines = process.getuid?.() === 0 && hasIp();

/** Starts a `dockerd --tlsverify` with {@link BUSYBOX} behind a pair of network interfaces. */
export async function tcpMachine(whenOver: WhenOver): Promise<TcpMachine> {
  const home = await temporaryDirectory(whenOver);
  const net = `10.${randomInt(100, 200)}.${randomInt(256)}`;
  const address = `${net}.2`;
  const authority = await testAuthority();
  const [server, client] = await Promise.all([
    testLeaf(authority, [address]),
    testLeaf(authority, ['client']),
  ]);
  const own = await writeCertificates(join(home, 'server'), {authority, client: server});
  const certs = await writeCertificates(join(home, 'client'), {authority, client});
  const tls = ['ca', 'cert', 'key'].map(name => `--tls${name === 'ca' ? 'cacert' : name}=${own}/${name}.pem`);
  const args = ['--tlsverify', ...tls, '--host', `tcp://0.0.0.0:${PORT}`];
  const pid = await privateDockerd({home, args, whenOver});
  const link = `bt${randomInt(1_000_000)}`;
  const inside = ['nsenter', `--net=/proc/${pid}/ns/net`, 'ip'];
  await run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid));
  whenOver(async () => {
    await run('ip', 'link', 'del', link).catch(() => undefined);
  });
  await run('ip', 'address', 'add', `${net}.1/24`, 'dev', link);
  await run(...([...inside, 'address', 'add', `${address}/24`, 'dev', 'eth0'] as const));
  await run('ip', 'link', 'set', link, 'up');
  await run(...([...inside, 'link', 'set', 'eth0', 'up'] as const));
  const pass = `docker save ${BUSYBOX} | docker -H unix://${home}/docker.sock load`;
  await promisify(execFile)('sh', ['-ec', pass]);
  return {
    host: `tcp://${address}:${PORT}`,
    ...{address, certs},
    docker: async (...words) => await run('docker', '-H', `unix://${home}/docker.sock`, ...words),
    // At the engine's end: without this end, its address would be looked for through the default route.
    async cutOff() {
      await run(...([...inside, 'link', 'set', 'eth0', 'down'] as const));
    },
    async reconnect() {
      await run(...([...inside, 'link', 'set', 'eth0', 'up'] as const));
    },
  };
}

const PORT = '2376';

async function run(program = '', ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, args)).stdout.trim();
}

function hasIp(): boolean {
  try {
    execFileSync('ip', ['-V'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
