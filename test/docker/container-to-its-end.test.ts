import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

const ending = (script: string, rest: object = {}) => ({
  image: BUSYBOX,
  ...{command: ['sh', '-c', script], ends: true, grace: '0s'},
  ...rest,
});

withEngine('a container that ends', () => {
  test('is done with exit code 0, provides outputs, and ends a run with `until`', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      until: 'report',
      tasks: {
        migrate: {
          container: ending('echo hello; echo version=7; echo made | tee /made', {outputs: ['version']}),
          ready: {log: '^hello$'},
        },
        out: {copy: {from: 'migrate:/made', to: './made'}},
        report: {
          needs: ['out'],
          container: ending('echo "got $TEXT"', {env: {TEXT: '${{ tasks.migrate.stdout }}'}}),
        },
        alone: {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'}},
      },
    });
    const {outputs} = await launch.event('task-done', 'migrate');
    expect(outputs.version).toBe('7');
    expect((await launch.event('run-ended')).exitCode).toBe(0);
    expect(launch.lines('report')).toEqual(['got hello', 'version=7', 'made']);
    expect(await readFile(join(folder.dir, 'made'), 'utf8')).toBe('made\n');
  });

  test('fails with another exit code, and is retried', async () => {
    const folder = await launchFolder();
    const volume = `${folder.dir}:/host`;
    const launch = await folder.launch({
      tasks: {
        flaky: {
          container: ending('test -e /host/tried && exit; touch /host/tried; echo broken >&2; exit 3', {
            volumes: [volume],
          }),
          retry: {attempts: 2},
        },
        bad: {container: ending('echo wrong >&2; exit 4'), allow_failure: true},
      },
    });
    const {failure} = await launch.event('task-failed', 'bad');
    expect(failure).toMatchObject({reason: 'exited', exit: {code: 4}, lastLines: ['wrong']});
    await launch.event('task-done', 'flaky');
    expect(launch.events.filter(({type}) => type === 'task-retried')).toHaveLength(1);
    expect((await launch.event('run-ended')).exitCode).toBe(0);
  });

  test('satisfies `started` while it runs, and is stopped by a stop', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        long: {container: ending('echo runs; exec sleep 600')},
        after: {needs: [{task: 'long', condition: 'started'}], run: 'true'},
      },
    });
    await launch.event('task-done', 'after');
    await launch.line('long', /runs/);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    const {run} = await launch.event('run-started');
    expect(await docker('ps', '-aq', '--filter', `label=bottle.run=${run}`)).toBe('');
  });
});
