import {createHash, randomUUID} from 'node:crypto';
import {expect, onTestFinished, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const writer = (script: string, volumes: readonly unknown[]) => ({
  container: {
    ...{image: BUSYBOX, command: ['sh', '-c', `${script}; echo end; exec sleep 600`]},
    ...{grace: '0s', volumes},
  },
  ready: {log: '^end$'},
});

const ownName = () => {
  const name = `bottle-test-${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await docker('volume', 'rm', '-f', name).catch(() => undefined);
  });
  return name;
};

const keptNameOf = (file: string, task: string) =>
  `bottle-${createHash('sha256').update(file).digest('hex').slice(0, 8)}-${task}`;

const existing = async (name: string) => await docker('volume', 'ls', '-q', '--filter', `name=^${name}$`);

withEngine('volumes', () => {
  test('a volume is shared by the containers of its run and removed with it', {timeout: 60_000}, async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        data: {volume: {labels: {mine: 'yes'}, driver_opts: {type: 'tmpfs', device: 'tmpfs', o: 'size=1m'}}},
        writer: writer('echo shared > /data/text', ['data:/data']),
        reader: {
          needs: ['writer'],
          ...writer('cat /data/text; touch /data/new 2>&- || echo refused', [
            {type: 'volume', source: 'data', target: '/data', read_only: true},
          ]),
        },
      },
    });
    const {outputs} = await launch.event('task-ready', 'data');
    await launch.event('task-ready', 'reader');
    expect(launch.lines('reader').slice(0, 2)).toEqual(['shared', 'refused']);
    const {run} = await launch.event('run-started');
    expect(outputs.name).toBe(`bottle-${run}-data`);
    const inspected = await docker('volume', 'inspect', outputs.name ?? '');
    expect(JSON.parse(inspected)).toMatchObject([
      {
        Labels: {mine: 'yes', 'bottle.run': run, 'bottle.task': 'data'},
        Options: {type: 'tmpfs', o: 'size=1m'},
      },
    ]);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    expect(await existing(outputs.name ?? '')).toBe('');
  });

  test(
    'a kept volume has its data in the next run, and belongs to one run at a time',
    {timeout: 60_000},
    async () => {
      const folder = await launchFolder();
      const kept = keptNameOf(folder.file, 'data');
      onTestFinished(async () => {
        await docker('volume', 'rm', '-f', kept).catch(() => undefined);
      });
      const file = (script: string, volume: object = {keep: true}) => ({
        tasks: {data: {volume}, box: writer(script, ['data:/data'])},
      });
      const first = await folder.launch(file('echo kept > /data/text'));
      await first.event('task-ready', 'box');
      const other = await folder.launch(file('true'));
      expect((await other.event('task-failed', 'data')).failure).toMatchObject({
        reason: 'docker',
        doing: `use volume \`${kept}\``,
        why: expect.stringMatching(
          /^run \S+ of .*bottle\.yaml is using it; stop that run first, or set `shared: true`/,
        ) as string,
      });
      await other.ended;
      first.stop();
      expect((await first.ended).leftovers).toEqual([]);

      const second = await folder.launch(file('cat /data/text'));
      await second.event('task-ready', 'box');
      expect(second.lines('box')[0]).toBe('kept');
      second.stop();
      await second.ended;

      const shared = file('cat /data/text', {keep: true, shared: true});
      const two = [await folder.launch(shared), await folder.launch(shared)];
      for (const launch of two) await launch.event('task-ready', 'box');
      for (const launch of two) launch.stop();
      for (const launch of two) await launch.ended;

      const changed = await folder.launch(
        file('true', {keep: true, driver_opts: {type: 'tmpfs', device: 'tmpfs'}}),
      );
      expect((await changed.event('task-failed', 'data')).failure).toMatchObject({
        why: 'it was created with another driver or other options; `bottle down --volumes` deletes it with its data',
      });
      await changed.ended;
    },
  );

  test('a foreign volume requires `external` and is never removed', {timeout: 60_000}, async () => {
    const folder = await launchFolder();
    const name = ownName();
    await docker('volume', 'create', name);
    for (const volume of [{name}, {name, keep: true}]) {
      const refused = await folder.launch({tasks: {data: {volume}}});
      expect((await refused.event('task-failed', 'data')).failure).toMatchObject({
        why: 'it already exists and is not a kept volume of bottle; set `external: true` to use it, or choose another `name`',
      });
      expect((await refused.ended).leftovers).toEqual([]);
    }
    const missing = await folder.launch({tasks: {data: {volume: {name: `${name}-no`, external: true}}}});
    expect((await missing.event('task-failed', 'data')).failure).toMatchObject({
      why: `it does not exist; create it with \`docker volume create ${name}-no\``,
    });
    await missing.ended;
    const launch = await folder.launch({
      tasks: {data: {volume: {name, external: true}}, box: writer('echo x > /data/text', ['data:/data'])},
    });
    await launch.event('task-ready', 'box');
    launch.stop();
    await launch.ended;
    expect(await existing(name)).toBe(name);
  });

  test('`bottle down --volumes` deletes kept volumes, even after a kill', {timeout: 120_000}, async () => {
    const name = ownName();
    const rig = await launchRig(
      JSON.stringify({
        tasks: {
          data: {volume: {keep: true, name}},
          scratch: {volume: {}},
          box: writer('echo x > /data/text', ['data:/data', 'scratch:/scratch']),
        },
      }),
    );
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGKILL');
    await launch.ended();
    expect(await existing(name)).toBe(name);
    const {code, stdout} = await rig.bottle(['down', '--volumes']).ended();
    expect(stdout).toContain(`deleted volume ${name}`);
    expect(code).toBe(0);
    expect(await existing(name)).toBe('');
    expect(await docker('volume', 'ls', '-q', '--filter', `label=bottle.file=${rig.dir}/bottle.yaml`)).toBe(
      '',
    );
  });

  test('`bottle down --volumes` deletes no volume of another state directory', async () => {
    const name = ownName();
    const rig = await launchRig(JSON.stringify({tasks: {data: {volume: {keep: true, name}}}}));
    expect((await rig.run().ended()).code).toBe(0);
    // On an engine shared by several machines or users, another launch file can have the same path.
    const elsewhere = {env: {BOTTLE_STATE_DIR: await temporaryDirectory()}};
    expect((await rig.bottle(['down', '--volumes'], elsewhere).ended()).code).toBe(0);
    expect(await existing(name)).toBe(name);
    await rig.bottle(['down', '--volumes']).ended();
    expect(await existing(name)).toBe('');
  });
});
