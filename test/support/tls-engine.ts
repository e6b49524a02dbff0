import {mkdir, writeFile} from 'node:fs/promises';
import {createConnection} from 'node:net';
import {join} from 'node:path';
import {createServer} from 'node:tls';
import {mintAuthority, mintLeaf, type Minted} from '../../src/tasks/certificate/mint.ts';
import {listen} from './listen.ts';

/** This machine's engine behind TLS, as `dockerd --tlsverify` has it: it wants a client's certificate. */
export interface TlsEngine {
  /** As `DOCKER_HOST` has it. */
  readonly address: string;
  /** The authority that signed its certificate, and that clients' must be signed by. */
  readonly authority: Minted;
  /** A client's certificate. */
  readonly client: Minted;
  /** How many connections it has let in. */
  readonly connections: number;
}

/** Lets this machine's engine be reached by TLS until the test is over. `hosts` is what its certificate is for. */
export async function tlsEngine(hosts: readonly string[] = ['127.0.0.1']): Promise<TlsEngine> {
  const authority = await testAuthority();
  const [server, client] = await Promise.all([testLeaf(authority, hosts), testLeaf(authority, ['client'])]);
  let connections = 0;
  const options = {...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true};
  const engine = createServer(options, socket => {
    connections++;
    // An end of one side alone is passed on: that is how the engine hears that a command's input is over.
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

/** The files of the engine that a client may have. */
export type Certificates = Partial<Pick<TlsEngine, 'authority' | 'client'>>;

/** Writes a folder as `DOCKER_CERT_PATH` wants it; what is left out is not there. */
export async function writeCertificates(folder: string, {authority, client}: Certificates): Promise<string> {
  await mkdir(folder, {recursive: true});
  if (authority) await writeFile(join(folder, 'ca.pem'), authority.cert);
  if (client) await writeFile(join(folder, 'cert.pem'), client.cert);
  if (client) await writeFile(join(folder, 'key.pem'), client.key);
  return folder;
}

/** An authority for a day. */
export async function testAuthority(): Promise<Minted> {
  return await mintAuthority({commonName: 'test', now: new Date(), days: 1});
}

/** A certificate for servers and clients that the authority signed. */
export async function testLeaf(issuer: Minted, hosts: readonly string[]): Promise<Minted> {
  return await mintLeaf({commonName: 'test', now: new Date(), days: 1, hosts, issuer});
}
