import {spawn, execFile} from 'node:child_process';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {BUSYBOX} from './docker.ts';
import {listen} from './listen.ts';
import {privateDockerd} from './private-dockerd.ts';
import {temporaryDirectory} from './temporary-directory.ts';
import {testAuthority, testLeaf, writeCertificates, type TlsEngine} from './tls-engine.ts';

/** A `dockerd --tlsverify` for one test, without networks in containers. */
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
  return {address: `tcp://127.0.0.1:${await proxyPort(pid)}`, authority, client};
}

/** The port in its namespace. */
const PORT = '2376';

/** Returns the pid once the engine listens. */
async function startDockerd(home: string, certificates: string): Promise<number> {
  const tls = [
    '--tlsverify',
    ...['ca', 'cert', 'key'].map(
      name => `--tls${name === 'ca' ? 'cacert' : name}=${certificates}/${name}.pem`,
    ),
  ];
  const args = ['--bridge', 'none', ...tls, '--host', `tcp://127.0.0.1:${PORT}`];
  return await privateDockerd({home, args, listensOn: '127.0.0.1'});
}

/** A local port that forwards bytes to the port of the engine, including TLS. */
async function proxyPort(pid: number): Promise<number> {
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
