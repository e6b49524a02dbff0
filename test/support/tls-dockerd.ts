import {spawn, execFile} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {onTestFinished} from 'vitest';
import {BUSYBOX} from './docker.ts';
import {listen} from './listen.ts';
import {temporaryDirectory} from './temporary-directory.ts';
import {testAuthority, testLeaf, writeCertificates, type TlsEngine} from './tls-engine.ts';

/**
 * A `dockerd --tlsverify` of the test's own until the test is over. It has a network namespace of its own, since an engine
 * takes its machine's bridges for its own, and so lets no networks into containers.
 */
export async function tlsDockerd(): Promise<Omit<TlsEngine, 'connections'>> {
  const home = await temporaryDirectory();
  const authority = await testAuthority();
  const [server, client] = await Promise.all([
    testLeaf(authority, ['127.0.0.1']),
    testLeaf(authority, ['client']),
  ]);
  const certificates = await writeCertificates(join(home, 'server'), {authority, client: server});
  const pid = await startDockerd(home, certificates);
  const pass = `docker save ${BUSYBOX} | docker -H unix://${home}/docker.sock load`;
  await promisify(execFile)('sh', ['-ec', pass]);
  return {address: `tcp://127.0.0.1:${await wayInto(pid)}`, authority, client};
}

/** Where it listens in its namespace. */
const PORT = '2376';

/** Gives its pid, once it listens. */
async function startDockerd(home: string, certificates: string): Promise<number> {
  const folders = ['data-root', 'exec-root', 'pidfile'].flatMap(name => [`--${name}`, join(home, name)]);
  const apart = ['--bridge', 'none', '--iptables=false', '--ip-masq=false'];
  const tls = [
    '--tlsverify',
    ...['ca', 'cert', 'key'].map(
      name => `--tls${name === 'ca' ? 'cacert' : name}=${certificates}/${name}.pem`,
    ),
  ];
  const hosts = ['--host', `tcp://127.0.0.1:${PORT}`, '--host', `unix://${home}/docker.sock`];
  const script = 'busybox ip link set lo up; exec dockerd "$@"';
  const dockerd = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...folders, ...apart, ...tls, ...hosts], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(dockerd, 'close');
  onTestFinished(async () => {
    dockerd.kill();
    await ended;
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(dockerd.stderr).on('line', line => {
      lines.push(line);
      if (line.includes('API listen on 127.0.0.1')) resolve();
    });
    void ended.then(() => reject(new Error(`dockerd ended: ${lines.slice(-5).join('\n')}`)));
  });
  return dockerd.pid ?? 0;
}

/** A port of this machine that leads to the engine's, byte by byte: TLS is spoken through it. */
async function wayInto(pid: number): Promise<number> {
  return await listen(
    createServer({allowHalfOpen: true}, socket => {
      const inside = ['-t', String(pid), '-n', 'busybox', 'nc', '127.0.0.1', PORT];
      const nc = spawn('nsenter', inside, {stdio: ['pipe', 'pipe', 'ignore']});
      nc.stdin.on('error', () => undefined);
      socket.pipe(nc.stdin);
      nc.stdout.pipe(socket);
      socket.on('close', () => nc.kill());
    }),
  );
}
