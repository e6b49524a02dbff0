import {expect, test} from 'vitest';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

/** Runs a script in a container until the run ends. */
async function failureOf(
  script: string,
  container: object = {},
  ready: object = {port: 8080},
): Promise<TaskFailure | undefined> {
  const folder = await launchFolder();
  const command = ['sh', '-c', script];
  const launch = await folder.launch({
    tasks: {box: {container: {image: BUSYBOX, command, grace: '0s', ...container}, ready}},
  });
  const {failures, leftovers} = await launch.ended;
  expect(leftovers).toEqual([]);
  return failures[0];
}

/** Runs a script in a container once the container is up, until the run ends. */
async function afterUp(script: string, container: object = {}) {
  const folder = await launchFolder();
  await folder.write('may-end', 'no');
  const command = ['sh', '-c', `echo up; until grep -q yes /may-end; do sleep 0.1; done; ${script}`];
  const volumes = ['./may-end:/may-end:ro'];
  const launch = await folder.launch({
    tasks: {
      box: {
        container: {image: BUSYBOX, command, volumes, grace: '0s', ...container},
        ready: {log: 'up'},
      },
    },
  });
  await launch.event('run-ready');
  await folder.write('may-end', 'yes');
  const result = await launch.ended;
  expect(result.leftovers).toEqual([]);
  return {result, failure: result.failures[0]};
}

withEngine('a container that exits', () => {
  test('immediately fails its task with exit code and last lines, before the deadline', async () => {
    const failure = await failureOf('echo first; echo cannot go on; exit 7');
    expect(failure).toMatchObject({
      ...{reason: 'exited', task: 'box', during: 'starting', exit: {code: 7}},
      lastLines: ['first', 'cannot go on'],
    });
  });

  test('immediately fails its task even before its ports are read', async () => {
    const failure = await failureOf('echo gone; exit 0', {ports: [':8080']});
    expect(failure).toMatchObject({
      reason: 'exited',
      during: 'starting',
      exit: {code: 0},
      lastLines: ['gone'],
    });
  });

  test('during a probe fails its task', async () => {
    const failure = await failureOf('echo one; sleep 1; echo two; exit 3');
    expect(failure).toMatchObject({
      reason: 'exited',
      during: 'starting',
      exit: {code: 3},
      lastLines: ['one', 'two'],
    });
  });

  test('while it is up fails its task', async () => {
    const {failure} = await afterUp('exit 4');
    expect(failure).toMatchObject({reason: 'exited', during: 'up', exit: {code: 4}, lastLines: ['up']});
  });

  test('because of too little memory is reported as such', async () => {
    const {failure} = await afterUp('x=a; while :; do x="$x$x"; done', {memory: '16m'});
    expect(failure).toMatchObject({reason: 'exited', exit: {because: 'it ran out of memory'}});
  });

  test('and is restarted by Docker fails its task', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        box: {
          container: {image: BUSYBOX, command: ['sh', '-c', 'echo up; sleep 1; exit 5']},
          ready: {port: 1},
        },
      },
    });
    const {run} = await launch.event('run-started');
    await launch.line('box', /up/);
    await docker('update', '--restart', 'always', `bottle-${run}-box`);
    const {failures} = await launch.ended;
    // The exit code is not checked: if the engine has already restarted the container, it reports the code of the running one, 0.
    expect(failures).toMatchObject([{reason: 'exited', during: 'starting'}]);
  });

  test('because it was removed fails its task', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {box: {container: {image: BUSYBOX, command: ['sleep', '600']}}},
    });
    const {run} = await launch.event('run-started');
    await launch.event('run-ready');
    await docker('rm', '-f', `bottle-${run}-box`);
    const {failures, leftovers} = await launch.ended;
    expect(failures).toMatchObject([
      {reason: 'exited', during: 'up', exit: {code: 137, because: 'the container was removed'}},
    ]);
    expect(leftovers).toEqual([]);
  });

  test('with `on_exit: ignore` does not end the run', async () => {
    const {result} = await afterUp('exit 0', {on_exit: 'ignore'});
    expect(result).toMatchObject({reason: {why: 'all-done'}, failures: [], leftovers: []});
  });

  test('gets its stop signal and its grace period', async () => {
    const folder = await launchFolder();
    const script = 'trap "echo asked; exit 0" INT; echo up; while :; do sleep 0.1; done';
    const launch = await folder.launch({
      tasks: {
        asked: {
          container: {image: BUSYBOX, command: ['sh', '-c', script], stop_signal: 'SIGINT'},
          ready: {log: 'up'},
        },
        deaf: {
          container: {image: BUSYBOX, command: ['sh', '-c', script], grace: '300ms'},
          ready: {log: 'up'},
        },
      },
    });
    await launch.event('run-ready');
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    expect(launch.lines('asked')).toEqual(['up', 'asked']);
    expect(launch.lines('deaf')).toEqual(['up']);
    const reported = launch.events.flatMap(event =>
      event.type === 'task-stop-progressed' && event.task === 'deaf' ? [event.doing] : [],
    );
    expect(reported[0]).toMatch(/^stopping container bottle-.*-deaf: SIGTERM, then SIGKILL after 300 ms$/);
    expect(reported[1]).toMatch(/^killing container /);
  });

  test('is killed without a grace period when the run is forced to stop', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {deaf: {container: {image: BUSYBOX, command: ['sleep', '600'], grace: '1h'}}},
    });
    await launch.event('run-ready');
    launch.stop();
    await launch.event('task-stop-progressed', 'deaf');
    launch.force();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('has all of its output captured line by line, with stdout and stderr apart', async () => {
    const folder = await launchFolder();
    const script =
      'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i"; done; echo warned >&2; printf "no end"';
    const launch = await folder.launch({
      tasks: {
        box: {
          container: {image: BUSYBOX, command: ['sh', '-c', script], on_exit: 'ignore'},
          ready: {log: 'no end'},
        },
      },
    });
    await launch.ended;
    const expected = Array.from({length: 20_000}, (_, at) => `line ${at + 1}`);
    const reported = launch.events.flatMap(event => (event.type === 'task-output' ? [event] : []));
    expect(reported.filter(({stream}) => stream === 'stdout').map(({line}) => line)).toEqual([
      ...expected,
      'no end',
    ]);
    expect(reported.filter(({stream}) => stream === 'stderr').map(({line}) => line)).toEqual(['warned']);
  });

  test('does not start if its image is missing', async () => {
    expect(await failureOf('', {image: 'bottle-test/none:1', pull: 'never'})).toEqual({
      ...{reason: 'docker', task: 'box', doing: 'use image `bottle-test/none:1`'},
      why: 'it is not available locally, and `pull: never` forbids pulling it',
    });
    for (const pull of [undefined, 'missing', 'always']) {
      const image = 'localhost:1/none:1';
      const failure = await failureOf('', {image, ...(pull && {pull})});
      expect(failure).toMatchObject({reason: 'docker', task: 'box', doing: 'pull `localhost:1/none:1`'});
    }
  });

  test.each([
    [{volumes: ['./none:/data']}, /bind source path does not exist/],
    [{user: 'nobody-here'}, /unable to find user nobody-here/],
    [{command: ['no-such-program']}, /^exec: "no-such-program": executable file not found in \$PATH$/],
    [{image: 'No Name'}, /^invalid reference format/],
    [{cap_add: ['NO_SUCH']}, /NO_SUCH/],
  ] as const)(
    'does not start if the engine rejects it, with a reason in one line: %o',
    async (container, why) => {
      const failure = await failureOf('', container);
      expect(failure).toMatchObject({reason: 'docker', why: expect.stringMatching(why) as string});
      expect((failure as {why: string}).why).not.toContain('\n');
    },
  );

  test('does not start if its `env_file` is missing or invalid', async () => {
    expect(await failureOf('', {env_file: ['none']})).toEqual({
      ...{reason: 'cannot-start', task: 'box', what: 'container'},
      at: {
        file: expect.stringMatching(/bottle\.yaml$/) as string,
        line: 1,
        column: expect.any(Number) as number,
      },
      why: 'env_file `none` cannot be read: the file does not exist; create it, or use `{path: none, required: false}` if it is optional',
    });
    expect(await failureOf('', {env_file: 'bottle.yaml'})).toMatchObject({
      why: expect.stringMatching(/^env_file `bottle.yaml`, line \d: expected `NAME=value`/) as string,
    });
  });
});
