import {chmod, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {BUSYBOX, docker, expectNothingLeft, withEngine} from '../support/docker.ts';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const BOX = `container: {image: "${BUSYBOX}", command: [sleep, "3600"], init: true}`;

function linesOf(task: string, {events}: Launch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

function runOf({events}: Launch): string {
  const started = events.find(({type}) => type === 'run-started') as Extract<RunEvent, {type: 'run-started'}>;
  return started.run;
}

async function expectNothingLeftOf(launch: Launch, rig: LaunchRig): Promise<void> {
  await expectNothingLeft(`bottle.run=${runOf(launch)}`);
  expect(await rig.leftBehind()).toEqual([]);
}

withEngine('commands and copies in a container', () => {
  test('run in order, pass values without a shell, and provide outputs', async () => {
    const rig = await launchRig(`
      name: inside
      vars: {note: "it's \\"$(false)\\""}
      until: last
      tasks:
        box:
          ${BOX}
          ready: [{echo: {successes: 2}}, {exec: [test, -d, /tmp]}]
        give: {copy: {from: ./given, to: "box:/data/\${{ run.name }}"}, ready: {exec: [test, -f, /data/inside/deep/file]}}
        greet:
          needs: [give]
          exec:
            in: box
            command: |
              cat /data/inside/deep/file
              echo "note=\${{ vars.note }}"
              echo "$(id -u) $(pwd) $NUMBER" >&2
            user: guest
            workdir: /tmp
            env: {NUMBER: 1.10}
            outputs: [note]
          ready: {log: ^from the host$}
        change: {needs: [greet], exec: {in: box, command: [chmod, "600", /data/inside/deep/file]}}
        get: {needs: [change], copy: {from: box:/data/inside, to: ./got/back}}
        last: {needs: [get], run: 'cat got/back/deep/file; echo "\${{ tasks.greet.note }}"'}
    `);
    await rig.write('given/deep/file', 'from the host\n');
    await chmod(join(rig.dir, 'given/deep/file'), 0o644);

    const launch = rig.run();

    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(linesOf('greet', launch).toSorted()).toEqual(
      ['from the host', `note=it's "$(false)"`, '1000 /tmp 1.10'].toSorted(),
    );
    expect(linesOf('last', launch)).toEqual(['from the host', `it's "$(false)"`]);
    expect(((await stat(join(rig.dir, 'got/back/deep/file'))).mode & 0o777).toString(8)).toBe('600');
    await expectNothingLeftOf(launch, rig);
  });

  test('need no shell in the container for exec and echo probes', async () => {
    const rig = await launchRig(`
      until: check
      tasks:
        box: {${BOX}}
        strip: {exec: {in: box, command: [rm, /bin/sh, /bin/ash]}}
        check: {needs: [strip], exec: {in: box, command: ["true"]}, ready: [{echo: {}}, {exec: [test, "!", -e, /bin/sh]}]}
    `);

    const launch = rig.run();

    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    await expectNothingLeftOf(launch, rig);
  });

  test('fail immediately if the program of a probe does not exist in the container', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        repair: {exec: {in: box, command: "true"}, ready: {exec: [nosuch], timeout: 10m}}
    `);

    const {code, stderr} = await rig.bottle(['run']).ended();

    expect(code).toBe(1);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'error: task `repair` cannot become ready: waited for exec nosuch',
      '  last result: exec: "nosuch": executable file not found in $PATH',
    ]);
  });

  test('fail the task if a repair has no effect', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        repair:
          exec: {in: box, command: "true"}
          ready: {exec: [test, -f, /nosuch], timeout: 5s}
    `);

    const {code, stderr} = await rig.bottle(['run']).ended();

    expect(code).toBe(1);
    expect(stderr.replace(/\d+ attempts? in [^;]+/, 'ATTEMPTS')).toBe(
      [
        'error: task `repair` was not ready within 5 s: waited for exec test -f /nosuch',
        '  ATTEMPTS; last result: exit code 1',
        '  it printed nothing',
        `  its log: ${stderr.split('its log: ')[1]?.trim() ?? ''}`,
        '',
      ].join('\n'),
    );
  });

  test('report exit code and last lines of a failed command', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        repair: {exec: {in: box, command: 'echo working >&2; nosuch; echo not reached'}}
    `);

    const {code, stderr} = await rig.bottle(['run']).ended();

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: task `repair` exited with code 127\n {2}127 means that a command was not found: .*\n {2}its last lines:\n {4}working\n {4}sh: .*nosuch: not found\n/,
    );
  });

  test('report a missing program in one line', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        repair: {exec: {in: box, command: [nosuch, arg]}}
    `);

    const {code, stderr} = await rig.bottle(['run']).ended();

    expect([code, stderr]).toEqual([
      1,
      'error: task `repair` cannot start `nosuch arg`: exec: "nosuch": executable file not found in $PATH\n',
    ]);
  });

  test('report a missing source in one line', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        give: {copy: {from: ./nosuch, to: box:/x}}
        get: {copy: {from: box:/nosuch, to: ./x}}
    `);

    const {code, stderr} = await rig.bottle(['run', '--keep-going']).ended();

    expect(code).toBe(1);
    expect(stderr.trim().split('\n').toSorted()).toEqual([
      `error: task \`get\` cannot copy \`box:/nosuch\` to \`./x\`: \`/nosuch\` does not exist in the container`,
      `error: task \`give\` cannot copy \`./nosuch\` to \`box:/x\`: \`${join(rig.dir, 'nosuch')}\` does not exist`,
    ]);
  });

  test('retry a killed command as often as `retry` allows', async () => {
    const rig = await launchRig(`
      until: repair
      tasks:
        box: {${BOX}}
        repair:
          exec: {in: box, command: 'if test -f /once; then echo second; else touch /once; kill -9 $$; fi'}
          retry: {attempts: 2}
    `);

    const launch = rig.run();

    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(linesOf('repair', launch)).toEqual(['second']);
    expect(await launch.event('task-retried')).toMatchObject({
      ...{task: 'repair', attempt: 2, attempts: 2},
      failure: {reason: 'exited', exit: {code: 137, signal: 'SIGKILL'}},
    });
    await expectNothingLeftOf(launch, rig);
  });

  test('blame the container if it exits during a command', async () => {
    const rig = await launchRig(`
      tasks:
        box: {container: {image: "${BUSYBOX}", command: [sleep, "3600"], on_exit: ignore}}
        repair: {exec: {in: box, command: 'echo up; exec sleep 3600'}}
    `);
    const launch = rig.run();
    await launch.event('task-output', 'repair');

    await docker('kill', `bottle-${runOf(launch)}-box`);

    expect(await launch.ended()).toMatchObject({code: 1});
    expect(await launch.event('task-failed', 'repair')).toMatchObject({
      failure: {
        ...{reason: 'docker', doing: 'run `echo up; exec sleep 3600` in `box`'},
        why: 'the container stopped while the command was running',
      },
    });
    expect(linesOf('repair', launch)).toEqual([
      'up',
      'bottle: the command itself did not fail, the exec channel of box did: the container stopped while the command was running',
    ]);
    await expectNothingLeft(`bottle.run=${runOf(launch)}`);
  });

  test('end with the command itself, even if it leaves processes running, as on the host', async () => {
    const script = `'sleep 3600 & echo begun; echo its last word >&2'`;
    const rig = await launchRig(`
      until: last
      tasks:
        box: {${BOX}}
        inside: {exec: {in: box, command: ${script}}}
        host: {run: ${script}}
        last: {needs: [inside, host], run: 'true'}
    `);

    const launch = rig.run();

    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    for (const task of ['inside', 'host'])
      expect(linesOf(task, launch).toSorted()).toEqual(['begun', 'its last word']);
    await expectNothingLeftOf(launch, rig);
  });

  test('stop a command immediately on Ctrl-C', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        work: {exec: {in: box, command: 'trap "" TERM; echo up; sleep 3600'}}
    `);
    const launch = rig.run();
    await launch.event('task-output', 'work');

    launch.signal('SIGINT');

    expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
    expect(await launch.event('task-cancelled', 'work')).toMatchObject({because: 'the run is stopping'});
    await expectNothingLeftOf(launch, rig);
  });

  test('kill a command that exceeds its timeout, and keep the container running', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        work: {exec: {in: box, command: 'sleep 614'}, timeout: 500ms, retry: {attempts: 1}}
        other: {run: 'read -r line < go', needs: [box]}
    `);
    const gate = await rig.gate('go');
    const launch = rig.run(['--keep-going']);
    await launch.event('task-failed', 'work');

    expect(await docker('exec', `bottle-${runOf(launch)}-box`, 'ps')).not.toContain('sleep 614');
    gate.open();

    expect(await launch.ended()).toMatchObject({code: 1});
  });

  test('run a single step in an existing container', async () => {
    const rig = await launchRig(`
      tasks:
        box: {${BOX}}
        step: {exec: {in: box, command: 'echo "in $(hostname)"'}}
    `);
    const holding = rig.run(['box']);
    const {outputs} = await holding.event('task-ready', 'box');

    const launch = rig.run(['--only', 'step', '--given', `box.id=${outputs.id ?? ''}`]);

    expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
    expect(linesOf('step', launch)).toEqual([`in ${(outputs.id ?? '').slice(0, 12)}`]);
    holding.signal('SIGTERM');
    await holding.ended();
    await expectNothingLeft(`bottle.run=${runOf(holding)}`);
  });
});
