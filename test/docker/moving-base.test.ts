import {randomUUID} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {hasBuildx} from '../../src/docker/build-with-buildx.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {engineProxy} from '../support/engine-proxy.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {pathWithoutDocker} from '../support/without-docker.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {launchFolder, type HereLaunch} from './launch-here.ts';

const buildx = await hasBuildx({env: process.env} as unknown as Engine);
const builders = [
  ['the classic builder', await pathWithoutDocker()] as const,
  ...(buildx ? [['BuildKit', process.env.PATH ?? ''] as const] : []),
];

function removedAfter(...names: readonly string[]): void {
  onTestFinished(async () => {
    await docker('rmi', '-f', ...names).catch(() => undefined);
  });
}

/** Creates an image with `word` in the file `/word`. Returns the name of the image. */
async function imageContaining(word: string): Promise<string> {
  const name = `bottle-test/saying:${randomUUID().slice(0, 8)}`;
  const container = `saying-${randomUUID().slice(0, 8)}`;
  removedAfter(name);
  await docker('run', '--name', container, BUSYBOX, 'sh', '-c', `echo ${word} > /word`);
  await docker('commit', container, name);
  await docker('rm', container);
  return name;
}

/** A build from a tag that first names the image `one`. At the engine's nth build request, the tag moves to `names(n)`. */
async function movingBase(path: string, names: (build: number) => 'one' | 'other') {
  const [one, other] = await Promise.all([imageContaining('one'), imageContaining('other')]);
  const [base, tag] = [
    `bottle-test/moving:${randomUUID().slice(0, 8)}`,
    `bottle-test/moved:${randomUUID().slice(0, 8)}`,
  ];
  removedAfter(base, tag);
  const move = async (to: 'one' | 'other'): Promise<void> => {
    await docker('tag', to === 'one' ? one : other, base);
  };
  await move('one');
  let launch: HereLaunch | undefined;
  const builds = (): number => launch?.events.filter(isBuild).length ?? 0;
  const socket = join(await temporaryDirectory(), 'engine.sock');
  const proxy = await engineProxy(socket, async line => {
    // BuildKit reads the Dockerfile through its session.
    if (/^POST \/(v[\d.]+\/)?(build\?|session)/.test(line)) await move(names(builds()));
  });
  const folder = await launchFolder({...process.env, PATH: path, DOCKER_HOST: proxy.address});
  await mkdir(join(folder.dir, 'app'));
  await writeFile(join(folder.dir, 'app', 'Dockerfile'), `FROM ${base}\n`);
  return {
    base,
    move,
    async build() {
      launch = await folder.launch({tasks: {app: {image: {build: './app', tag}}}});
      const {failures} = await launch.ended;
      const done = launch.events.find(event => event.type === 'task-done');
      return {failures, because: done?.because, builds: builds()};
    },
    word: async () => await docker('run', '--rm', tag, 'cat', '/word'),
  };
}

for (const [builder, path] of builders)
  withEngine(`an image built from a tag that moves, by ${builder}`, () => {
    test('is rebuilt from the new image of the tag, and counts as built from that image', async () => {
      const {build, move, word} = await movingBase(path, () => 'other');
      expect(await build()).toEqual({failures: [], because: undefined, builds: 2});
      expect(await word()).toBe('other');
      expect(await build()).toEqual({failures: [], because: 'sources unchanged', builds: 0});
      await move('one');
      expect(await build()).toEqual({failures: [], because: undefined, builds: 2});
      expect(await word()).toBe('other');
    });

    test('fails if the tag moves during each build', async () => {
      const {build, base} = await movingBase(path, count => (count % 2 === 1 ? 'other' : 'one'));
      expect((await build()).failures).toMatchObject([
        {reason: 'docker', why: `base image \`${base}\` was replaced during each of 3 builds`},
      ]);
    });
  });

function isBuild(event: RunEvent): boolean {
  return event.type === 'task-progressed' && event.doing.startsWith('building: ');
}
