import {createHash} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {
  ALL_OF_DOCKER,
  expectAllComesThrough,
  expectNextRunRemoves,
  expectTerminalComesThrough,
  ONE_CONTAINER,
  ONE_THAT_TALKS,
} from '../support/all-of-docker.ts';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {listen} from '../support/listen.ts';
import {tlsDockerd} from '../support/tls-dockerd.ts';
import {
  testAuthority,
  testLeaf,
  tlsEngine,
  writeCertificates,
  type Certificates,
  type TlsEngine,
} from '../support/tls-engine.ts';

/** Environment variables for an engine with TLS, with certificates in the rig's folder `certs`. */
async function environmentFor(
  {address, ...certificates}: Certificates & Pick<TlsEngine, 'address'>,
  {dir}: LaunchRig,
): Promise<Record<string, string>> {
  const DOCKER_CERT_PATH = await writeCertificates(join(dir, 'certs'), certificates);
  return {DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH};
}

/**
 * A folder for `DOCKER_CONFIG`, like the result of `docker context create --docker host=…,ca=…,cert=…,key=…` and
 * `docker context use`.
 */
async function contextFor({address, authority, client}: TlsEngine, rig: LaunchRig): Promise<string> {
  const config = join(rig.dir, 'config');
  const id = createHash('sha256').update('far').digest('hex');
  const meta = {Name: 'far', Metadata: {}, Endpoints: {docker: {Host: address, SkipTLSVerify: false}}};
  await mkdir(join(config, 'contexts', 'meta', id), {recursive: true});
  await writeFile(join(config, 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta));
  await writeCertificates(join(config, 'contexts', 'tls', id, 'docker'), {authority, client});
  await writeFile(join(config, 'config.json'), '{"currentContext": "far"}');
  return config;
}

withEngine('an engine with TLS', () => {
  test('serves all requests of bottle, with the certificates of DOCKER_CERT_PATH', async () => {
    const [engine, rig] = [await tlsEngine(), await launchRig(ALL_OF_DOCKER)];
    await expectAllComesThrough(rig, await environmentFor(engine, rig));
    expect(engine.connections).toBeGreaterThan(0);
  });

  test('is reached with the certificates of a context', async () => {
    const [engine, rig] = [await tlsEngine(), await launchRig(ALL_OF_DOCKER)];
    await expectAllComesThrough(rig, {DOCKER_CONFIG: await contextFor(engine, rig)});
    expect(engine.connections).toBeGreaterThan(0);
  });

  test('runs an interactive command with its terminal', async () => {
    const [engine, rig] = [await tlsEngine(), await launchRig(ONE_THAT_TALKS)];
    await expectTerminalComesThrough(rig, await environmentFor(engine, rig));
  });

  test('has the leftovers of a kill -9 removed by the next run', async () => {
    const [engine, rig] = [await tlsEngine(), await launchRig(ONE_CONTAINER)];
    await expectNextRunRemoves(rig, await environmentFor(engine, rig));
  });
});

const LOOK =
  'check the certificates: `ca.pem`, `cert.pem` and `key.pem` in `DOCKER_CERT_PATH`, or those of the context';

/** Launches one container, and returns its failure. */
async function failureWith(
  environment: (rig: LaunchRig) => Promise<Readonly<Record<string, string>>>,
): Promise<object> {
  const rig = await launchRig(ONE_CONTAINER);
  const launch = rig.run([], {env: await environment(rig)});
  const {failure} = await launch.event('task-failed', 'box');
  expect(await launch.ended()).toMatchObject({code: 1});
  return failure;
}

withEngine('an engine with TLS is not available', () => {
  test('if its certificate is from another authority', async () => {
    const engine = {...(await tlsEngine()), authority: await testAuthority()};
    expect(await failureWith(async rig => await environmentFor(engine, rig))).toEqual({
      ...{reason: 'no-engine', task: 'box', address: engine.address, source: 'DOCKER_HOST'},
      ...{why: 'TLS: self-signed certificate in certificate chain', next: LOOK},
    });
  });

  test('if its certificate is for another host', async () => {
    const engine = await tlsEngine(['engine.example']);
    expect(await failureWith(async rig => await environmentFor(engine, rig))).toMatchObject({
      why: expect.stringMatching(/^TLS: Hostname\/IP does not match certificate's altnames/) as string,
      next: LOOK,
    });
  });

  test('if its authority is unknown', async () => {
    const {address, client} = await tlsEngine();
    expect(await failureWith(async rig => await environmentFor({address, client}, rig))).toMatchObject({
      why: expect.stringMatching(
        /^`DOCKER_TLS_VERIFY` is set, but `.*\/certs\/ca\.pem` cannot be read$/,
      ) as string,
      next: 'set `DOCKER_CERT_PATH` to the folder with `ca.pem`, `cert.pem` and `key.pem`',
    });
  });

  test('if the server uses plain HTTP', async () => {
    const port = await listen(createServer((_, response) => void response.end('hello')));
    const {authority} = await tlsEngine();
    const address = `tcp://127.0.0.1:${port}`;
    expect(await failureWith(async rig => await environmentFor({address, authority}, rig))).toMatchObject({
      ...{why: 'it does not speak TLS', next: 'unset `DOCKER_TLS_VERIFY` to connect without TLS'},
    });
  });
});

/** Like {@link withEngine}. Starting a `dockerd` requires root. */
function withDockerd(name: string, tests: () => void): void {
  describe.skipIf(process.getuid?.() !== 0 && !process.env.CI)(name, () => withEngine('of its own', tests));
}

withDockerd('dockerd --tlsverify', () => {
  test('accepts only clients with a known certificate', async () => {
    const engine = await tlsDockerd();
    const {address, authority} = engine;

    const box = {container: {image: BUSYBOX, command: ['sleep', '600'], networks: [], grace: '0s'}};
    const say = {exec: {in: 'box', command: 'echo from inside'}};
    const rig = await launchRig(JSON.stringify({until: 'say', tasks: {box, say}}));
    const launch = rig.run([], {env: await environmentFor(engine, rig)});
    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(await launch.event('task-output', 'say')).toMatchObject({line: 'from inside'});

    const stranger = {...engine, client: await testLeaf(await testAuthority(), ['client'])};
    expect(await failureWith(async rig => await environmentFor(stranger, rig))).toMatchObject({
      ...{why: 'it rejects the client certificate', next: LOOK},
    });
    expect(await failureWith(async rig => await environmentFor({address, authority}, rig))).toMatchObject({
      ...{why: 'it requires a client certificate, and none is configured', next: LOOK},
    });
    expect(await failureWith(async () => await Promise.resolve({DOCKER_HOST: address}))).toMatchObject({
      why: 'it accepts only TLS',
      next: 'set `DOCKER_TLS_VERIFY=1`, and `DOCKER_CERT_PATH` to a folder with `ca.pem`, `cert.pem` and `key.pem`',
    });
  });
});
