import {mkdir, writeFile} from 'node:fs/promises';
import {createConnection} from 'node:net';
import {join} from 'node:path';
import {createServer} from 'node:tls';
import {mintAuthority, mintLeaf, type Minted} from '../../src/tasks/certificate/mint.ts';
import {listen} from './listen.ts';

/** The engine of this machine behind TLS, like `dockerd --tlsverify`: it requires a client certificate. */
export interface TlsEngine {
  /** In the format of `DOCKER_HOST`. */
  readonly address: string;
  /** The authority that signed its certificate and must have signed those of clients. */
  readonly authority: Minted;
  /** A client certificate. */
  readonly client: Minted;
  /** The number of accepted connections. */
  readonly connections: number;
}

/** Makes the engine of this machine reachable by TLS until the end of the test. `hosts` are the hosts of its certificate. */
export async function tlsEngine(hosts: readonly string[] = ['127.0.0.1']): Promise<TlsEngine> {
  const authority = await testAuthority();
  const [server, client] = await Promise.all([testLeaf(authority, hosts), testLeaf(authority, ['client'])]);
  let connections = 0;
  const options = {...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true};
  const engine = createServer(options, socket => {
    connections++;
    // A half-closed connection is passed on, because it marks the end of a command's input for the engine.
    const inner = createConnection({path: '/var/run/docker.sock', allowHalfOpen: true});
    socket.allowHalfOpen = true;
    socket.pipe(inner).pipe(socket);
    socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.on('error', () => socket.destroy());
  });
  const port = await listen(engine);
  return {
    ...{address: `tcp://127.0.0.1:${port}`, authority, client},
    get connections() {
      return connections;
    },
  };
}

/** The files of the engine that a client can have. */
export type Certificates = Partial<Pick<TlsEngine, 'authority' | 'client'>>;

/** Writes a folder in the format of `DOCKER_CERT_PATH`. Omitted files are not created. */
export async function writeCertificates(folder: string, {authority, client}: Certificates): Promise<string> {
  await mkdir(folder, {recursive: true});
  if (authority) await writeFile(join(folder, 'ca.pem'), authority.cert);
  if (client) await writeFile(join(folder, 'cert.pem'), client.cert);
  if (client) await writeFile(join(folder, 'key.pem'), client.key);
  return folder;
}

/** An authority that is valid for a day. */
export async function testAuthority(): Promise<Minted> {
  return await mintAuthority({commonName: 'test', now: new Date(), days: 1});
}

/** A certificate for servers and clients, signed by the authority. */
export async function testLeaf(issuer: Minted, hosts: readonly string[]): Promise<Minted> {
  return await mintLeaf({commonName: 'test', now: new Date(), days: 1, hosts, issuer});
}
