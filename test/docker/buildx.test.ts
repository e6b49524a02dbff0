import {randomUUID} from 'node:crypto';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {buildWithBuildx, hasBuildx} from '../../src/docker/build-with-buildx.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {pathWithoutDocker} from '../support/without-docker.ts';

const real = await hasBuildx({env: process.env} as unknown as Engine);
const withoutDocker = await pathWithoutDocker();
if (!real && process.env.CI !== undefined) throw new Error('CI must have `docker buildx`');

/** A rig with an image task, and the name of its image, which is removed after the test. */
async function builtRig(dockerfile: string, more = '') {
  const tag = `bottle-test/buildx:${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await docker('rmi', '-f', tag).catch(() => undefined);
  });
  const rig = await launchRig(`tasks: {app: {image: {build: ./app, tag: "${tag}"${more}}}}`);
  await rig.write('app/Dockerfile', dockerfile);
  return {rig, tag};
}

withEngine('an image built from a current Dockerfile', () => {
  const modern = `FROM ${BUSYBOX}\nARG WHO\nRUN --mount=type=tmpfs,target=/tmp/t echo "hello $WHO" > /said\n`;

  test.runIf(real)('uses BuildKit and reports its steps', async () => {
    const {rig, tag} = await builtRig(modern, ', args: {WHO: world}');
    const launch = rig.run();
    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(await docker('run', '--rm', tag, 'cat', '/said')).toBe('hello world');
    const doing = launch.events.flatMap(event => (event.type === 'task-progressed' ? [event.doing] : []));
    expect(doing).toContainEqual(expect.stringMatching(/^step 2\/2: RUN --mount/));
  });

  test.runIf(real)('can be based on an image that another task has built', async () => {
    const tag = `bottle-test/buildx:${randomUUID().slice(0, 8)}`;
    const rig = await launchRig(`
      tasks:
        base: {image: {build: ./base, tag: "${tag}-base"}}
        app: {image: {build: ./app, tag: "${tag}", args: {BASE: "\${{ tasks.base.ref }}"}}}
    `);
    onTestFinished(async () => {
      await docker('rmi', '-f', tag, `${tag}-base`).catch(() => undefined);
    });
    await rig.write('base/Dockerfile', `FROM ${BUSYBOX}\nRUN echo base > /from\n`);
    await rig.write('app/Dockerfile', 'ARG BASE\nFROM ${BASE}\nRUN cat /from > /said\n');
    expect(await rig.run().ended()).toMatchObject({code: 0, stderr: ''});
    expect(await docker('run', '--rm', tag, 'cat', '/said')).toBe('base');
    expect(await docker('image', 'ls', '-q', 'bottle-base')).toBe('');
  });

  test.runIf(real)('reports the cause of a failed build in one line', async () => {
    const {rig} = await builtRig(`FROM ${BUSYBOX}\nRUN echo this cannot work && exit 3\n`);
    const {code, stderr} = await rig.run().ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: .*exit code: 3/m);
    expect(stderr).toContain('this cannot work');
  });

  test('fails with the name of the missing command', async () => {
    const {rig} = await builtRig(modern);
    const {code, stderr} = await rig
      .bottle(['run', '--format', 'plain'], {env: {PATH: withoutDocker}})
      .ended();
    expect(code).toBe(1);
    expect(stderr).toContain(
      'its Dockerfile uses `RUN --mount`, which needs BuildKit; install the command `docker` with the buildx plugin',
    );
  });
});

describe('the buildx command', () => {
  /** A fake docker command that records its arguments. */
  async function fakeDocker(script: string) {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'bin'));
    await writeFile(join(dir, 'bin', 'docker'), `#!/bin/sh\n${script}\n`);
    await chmod(join(dir, 'bin', 'docker'), 0o755);
    const engine = {
      env: {PATH: `${join(dir, 'bin')}${delimiter}${process.env.PATH ?? ''}`, DIR: dir, SET: 'x'},
    };
    return {dir, engine: engine as unknown as Engine};
  }

  test('is located only once for several images', async () => {
    const {dir, engine} = await fakeDocker('echo "$@" >> "$DIR/calls"');
    expect(await Promise.all([hasBuildx(engine), hasBuildx(engine)])).toEqual([true, true]);
    expect(await hasBuildx(engine)).toBe(true);
    expect(await readFile(join(dir, 'calls'), 'utf8')).toBe('buildx version\n');
  });

  test('receives build arguments through its environment, and returns the image id', async () => {
    const {dir, engine} = await fakeDocker(
      'printf "%s\\n" "$@" > "$DIR/args"; printf %s "$TOKEN" > "$DIR/token"\n' +
        'while [ "$1" != --iidfile ]; do shift; done; echo sha256:1 > "$2"\n' +
        'echo "#5 [stage-0 2/3] RUN make"; echo "#5 0.1 made"',
    );
    const steps: string[] = [];
    const id = await buildWithBuildx(
      engine,
      {folder: '/c', dockerfile: {path: '/c/D'}, args: {TOKEN: 's3cret', SET: 'y'}, tag: 't', target: 'last'},
      {signal: new AbortController().signal, onOutput: () => undefined, onStep: step => steps.push(step)},
    );
    expect(id).toBe('sha256:1');
    expect(steps).toEqual(['step 2/3: RUN make']);
    expect(await readFile(join(dir, 'token'), 'utf8')).toBe('s3cret');
    const args = (await readFile(join(dir, 'args'), 'utf8')).trimEnd().split('\n');
    expect(args.slice(-10)).toEqual(
      [
        ...[
          '--tag',
          't',
          '--file',
          '/c/D',
          '--target',
          'last',
          '--build-arg',
          'TOKEN',
          '--build-arg',
          'SET=y',
        ],
        '/c',
      ].slice(-10),
    );
    expect(args.join(' ')).not.toContain('s3cret');
  });

  test('stops with the reason of the signal', async () => {
    const {engine, dir} = await fakeDocker('echo "#1 begun"; exec tail -f /dev/null');
    const stop = new AbortController();
    const build = buildWithBuildx(
      engine,
      {folder: dir, dockerfile: {path: join(dir, 'D')}, args: {}, tag: 't'},
      {signal: stop.signal, onOutput: () => stop.abort(new Error('stop')), onStep: () => undefined},
    );
    await expect(build).rejects.toThrow('stop');
  });
});
