import {Mutex} from 'async-mutex';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ArtifactLock, Builder} from '../../src/freshness/artifact-lock.ts';
import {buildOnce, type Artifacts, type Built} from '../../src/freshness/artifact.ts';
import {artifactKey, type Work} from '../../src/freshness/fingerprint.ts';
import {fingerprintStore} from '../../src/freshness/fingerprint-store.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {workRig, type WorkRig} from './work-rig.ts';

let rig: WorkRig;
let artifacts: Artifacts;
/** The reason of each build. */
let builds: string[];
beforeEach(async () => {
  rig = await workRig();
  await rig.write('src/a', 'one');
  builds = [];
  artifacts = {
    lock: lockInMemory(),
    store: fingerprintStore(rig.dir),
    isSecret: text => text.includes('hunter2'),
  };
});
afterEach(async () => {
  await rig.remove();
});

const builder: Builder = {
  task: 'build' as TaskName,
  signal: new AbortController().signal,
  report: () => undefined,
};

/** Builds `dist/a` from `src/a`, with the text as an output. */
async function build(work: Work = rig.work({generates: ['dist']})): Promise<Built> {
  return await buildOnce(work, artifacts, builder, async because => {
    builds.push(because);
    const text = await rig.read('src/a');
    await rig.write('dist/a', text);
    return {text};
  });
}

test('builds, skips, and rebuilds after a change', async () => {
  expect(await build()).toEqual({outputs: {text: 'one'}});
  expect(await build()).toEqual({outputs: {text: 'one'}, unchanged: 'sources unchanged'});
  await rig.write('src/a', 'two');
  expect(await build()).toEqual({outputs: {text: 'two'}});
  await rig.write('dist/a', 'spoilt');
  expect(await build()).toEqual({outputs: {text: 'two'}});
  expect(await build()).toEqual({outputs: {text: 'two'}, unchanged: 'sources unchanged'});
  expect(builds).toEqual(['no earlier success', 'sources changed: src/a', 'generated files changed: dist/a']);
});

describe('if the base is replaced during the build', () => {
  /** A task whose base has these ids, one for each lookup. */
  function basedOn(...ids: readonly string[]): Work {
    const left = [...ids];
    return {
      ...rig.work({generates: ['dist']}),
      bases: async () => ({base: (left.length > 1 ? left.shift() : left[0]) ?? ''}),
    };
  }
  // A build looks up its base before and after queueing, and when it is done.
  const replaced = 'base image `base` was replaced during the build';

  test('the build is repeated, and counts as built from the last base', async () => {
    await build(basedOn('1', '1', '2', '2'));
    expect(builds).toEqual(['no earlier success', replaced]);
    expect(await build(basedOn('2'))).toMatchObject({unchanged: 'sources unchanged'});
    await build(basedOn('1'));
    expect(builds.slice(2)).toEqual(['base image changed: base']);
  });

  test('the build fails after several replacements, without recording a success', async () => {
    await expect(build(basedOn('1', '1', '2', '3', '4'))).rejects.toThrow(
      'base image `base` was replaced during each of 3 builds',
    );
    builds = [];
    await build(basedOn('4'));
    expect(builds).toEqual(['no earlier success']);
  });
});

test.each([2, 10])('%i concurrent builders build once', async count => {
  const built = await Promise.all(Array.from({length: count}, async () => await build()));
  expect(builds).toEqual(['no earlier success']);
  expect(built.map(({outputs}) => outputs)).toEqual(Array.from({length: count}, () => ({text: 'one'})));
  expect(built.filter(({unchanged}) => unchanged === undefined)).toHaveLength(1);
});

test('an artifact built by another launch during the wait is not built again', async () => {
  const {lock} = artifacts;
  const slow: ArtifactLock = {
    ...lock,
    async acquire(key, context) {
      await build();
      return await lock.acquire(key, context);
    },
  };
  const built = await buildOnce(
    rig.work({generates: ['dist']}),
    {...artifacts, lock: slow},
    builder,
    async () => {
      throw new Error('built again');
    },
  );
  expect(built).toEqual({outputs: {text: 'one'}, unchanged: 'built by another run in the meantime'});
});

test('the next builder builds after a failure, which is not recorded as a success', async () => {
  let next: ReturnType<typeof build> | undefined;
  const failed = buildOnce(rig.work({generates: ['dist']}), artifacts, builder, async () => {
    next = build();
    throw new Error('failed');
  });
  await expect(failed).rejects.toThrow('failed');
  expect(await next).toEqual({outputs: {text: 'one'}});
  expect(builds).toEqual(['no earlier success']);
});

test('a failure invalidates the previous success, even if the sources are unchanged', async () => {
  const work = rig.work();
  await build(work);
  await rig.write('src/a', 'bad');
  await expect(
    buildOnce(work, artifacts, builder, async () => Promise.reject(new Error('failed'))),
  ).rejects.toThrow();
  await rig.write('src/a', 'worse');
  await expect(
    buildOnce(work, artifacts, builder, async because => {
      builds.push(because);
      throw new Error('failed');
    }),
  ).rejects.toThrow();
  await rig.write('src/a', 'one');
  await build(work);
  expect(builds).toEqual(['no earlier success', 'sources changed: src/a', 'the last run did not succeed']);
});

test('sources edited while the command runs count as changed', async () => {
  const work = rig.work();
  await buildOnce(work, artifacts, builder, async () => {
    await rig.write('src/a', 'edited');
    return {};
  });
  await build(work);
  expect(builds).toEqual(['sources changed: src/a']);
});

test('worktrees with shared generated files build them once', async () => {
  await rig.write('one/src/a', 'same');
  await rig.write('two/src/a', 'same');
  const of = (name: string): Work =>
    rig.work({
      cwd: `${rig.dir}/${name}`,
      file: `${rig.dir}/${name}/bottle.yaml`,
      generates: [`${rig.dir}/dist/**`],
    });
  await build(of('one'));
  expect(await build(of('two'))).toMatchObject({unchanged: 'sources unchanged'});
  await rig.write('two/src/a', 'other');
  await build(of('two'));
  expect(builds).toEqual(['no earlier success', 'sources changed: src/a']);
});

describe('secrets', () => {
  test('in outputs are not written to disk, and the task is never skipped', async () => {
    const work = rig.work();
    await rig.write('src/a', 'token=hunter2');
    expect(await build(work)).toEqual({outputs: {text: 'token=hunter2'}});
    expect(await build(work)).toEqual({outputs: {text: 'token=hunter2'}});
    expect(builds).toEqual(['no earlier success', 'an output contains a secret, which is not stored']);
    expect(await rig.read(`fingerprints/${artifactKey(work)}.json`)).not.toContain('hunter2');
  });

  test('in the command and environment are not written to disk', async () => {
    const work = rig.work({
      env: {TOKEN: 'hunter2'},
      command: {form: 'shell', script: 'x "${V}"', values: {V: 'hunter2'}},
    });
    await build(work);
    expect(await build(work)).toMatchObject({unchanged: 'sources unchanged'});
    expect(await rig.read(`fingerprints/${artifactKey(work)}.json`)).not.toContain('hunter2');
  });
});

/** A lock that queues its waiters in this process. */
function lockInMemory(): ArtifactLock {
  const mutexes = new Map<string, Mutex>();
  return {
    async acquire(key) {
      const mutex = mutexes.get(key) ?? new Mutex();
      mutexes.set(key, mutex);
      const release = await mutex.acquire();
      return {release: async () => release()};
    },
    releaseOf: async () => undefined,
  };
}
