import {createHash} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createDocker} from '../../src/docker/engine.ts';
import {resolveEngine} from '../../src/docker/engine-location.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {freePort} from '../support/listen.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** A home directory with a Docker configuration: its current context and the addresses of all contexts. */
async function homeWith(
  currentContext: string | undefined,
  contexts: Readonly<Record<string, string>>,
): Promise<string> {
  const home = await temporaryDirectory();
  const folder = join(home, '.docker');
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), JSON.stringify({currentContext}));
  for (const [name, host] of Object.entries(contexts)) {
    const id = createHash('sha256').update(name).digest('hex');
    const meta = join(folder, 'contexts', 'meta', id);
    await mkdir(meta, {recursive: true});
    await writeFile(join(meta, 'meta.json'), JSON.stringify({Name: name, Endpoints: {docker: {Host: host}}}));
  }
  return home;
}

test.each([
  [
    'DOCKER_HOST takes precedence over DOCKER_CONTEXT',
    {DOCKER_HOST: 'tcp://a:1', DOCKER_CONTEXT: 'b'},
    'b',
    {address: 'tcp://a:1', source: 'DOCKER_HOST'},
  ],
  [
    'DOCKER_CONTEXT takes precedence over the current context',
    {DOCKER_CONTEXT: 'c'},
    'b',
    {address: 'tcp://c:1', source: 'context `c`'},
  ],
  ['the current context is used last', {}, 'b', {address: 'tcp://b:1', source: 'context `b`'}],
])('resolves the engine: %s', async (_, env, current, place) => {
  const home = await homeWith(current, {b: 'tcp://b:1', c: 'tcp://c:1'});
  expect(resolveEngine({env, home, platform: 'linux'})).toEqual(place);
});

test('uses the first existing socket of the platform by default', async () => {
  const home = await homeWith(undefined, {});
  const runtime = await temporaryDirectory();
  await writeFile(join(runtime, 'docker.sock'), '');
  const {address, source} = resolveEngine({env: {XDG_RUNTIME_DIR: runtime}, home, platform: 'linux'});
  expect(source).toBe('the default');
  expect(['unix:///var/run/docker.sock', `unix://${runtime}/docker.sock`]).toContain(address);
});

test.each<[string, Readonly<Record<string, string>>, object]>([
  [
    'a missing socket',
    {DOCKER_HOST: 'unix:///no/such.sock'},
    {
      ...{address: 'unix:///no/such.sock', source: 'DOCKER_HOST', why: 'the socket does not exist'},
      next: 'start Docker, or set `DOCKER_HOST` to its address',
    },
  ],
  [
    'an invalid address',
    {DOCKER_HOST: 'ftp://x'},
    {
      address: 'ftp://x',
      source: 'DOCKER_HOST',
      why: expect.stringContaining('`ftp://` is unknown') as string,
    },
  ],
  [
    'an unknown context',
    {DOCKER_CONTEXT: 'gone'},
    {address: 'context `gone`', source: '`DOCKER_CONTEXT`', why: 'the context does not exist'},
  ],
])('reports no engine for %s', async (_, env, facts) => {
  await expectNoEngine(env, facts);
});

test('reports no engine if the connection is refused', async () => {
  const port = await freePort();
  await expectNoEngine({DOCKER_HOST: `tcp://127.0.0.1:${port}`}, {why: 'connection refused'});
});

test('reports no engine if the server does not respond', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as {port: number}).port)),
  );
  await expectNoEngine({DOCKER_HOST: `tcp://127.0.0.1:${port}`}, {source: 'DOCKER_HOST'});
});

async function expectNoEngine(env: Readonly<Record<string, string>>, facts: object): Promise<void> {
  const home = await homeWith(undefined, {});
  const docker = createDocker({env, home, platform: 'linux', clock: systemClock});
  onTestFinished(() => docker.close());
  await expect(docker.engine('web' as TaskName)).rejects.toMatchObject({
    failure: {reason: 'no-engine', task: 'web', ...facts},
  });
}
