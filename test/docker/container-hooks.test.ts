import {readFileSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Container} from '../../src/schema/tasks/container.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

/** A container that prints lines written to `/log`, until its stop signal. */
const server = (rest: Partial<Container>): Container => ({
  image: BUSYBOX,
  command: [
    ...['sh', '-c'],
    'trap "echo stopped > /host/stopped; exit" TERM; echo up; while :; do sleep 600 & wait; done',
  ],
  ...rest,
});

withEngine('container hooks', () => {
  test('run post_start in order between start and probes, and pre_stop before the stop signal', async () => {
    const folder = await launchFolder({...process.env, SECRET: 's3cret'});
    const launch = await folder.launch({
      secrets: {TOKEN: {env: 'SECRET'}},
      vars: {mode: '0750'},
      tasks: {
        box: {
          container: server({
            volumes: [`${folder.dir}:/host`],
            user: '1000',
            post_start: [
              {
                command: ['sh', '-c', 'echo "first as $(id -u) in $(pwd) $A"'],
                env: {A: 'b'},
                workdir: '/tmp',
              },
              {command: 'mkdir /made; chmod ${{ vars.mode }} /made; echo second as $(id -u)', user: 'root'},
            ],
            pre_stop: [
              {
                command: 'test ! -e /host/stopped; echo "$T ${{ vars.mode }}" > /host/before',
                env: {T: '${{ secrets.TOKEN }}'},
                user: 'root',
              },
              {command: ['false']},
            ],
          }),
          ready: {exec: ['test', '-d', '/made']},
        },
      },
    });
    await launch.event('task-ready', 'box');
    expect(launch.lines('box').filter(line => line !== 'up')).toEqual([
      'first as 1000 in /tmp b',
      'second as 0',
    ]);
    const notes = await readdir(join(folder.dir, 'state'), {recursive: true, withFileTypes: true});
    const texts = notes
      .filter(note => note.isFile())
      .map(note => readFileSync(join(note.parentPath, note.name)));
    expect(texts.join('\n')).toContain('/host/before');
    expect(texts.join('\n')).not.toContain('s3cret');
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    expect(readFileSync(join(folder.dir, 'before'), 'utf8')).toBe('s3cret 0750\n');
    const warnings = launch.events.flatMap(event => (event.type === 'task-warned' ? [event.warning] : []));
    expect(warnings).toEqual([
      '`pre_stop` command `false` exited with code 1; the container is stopped anyway',
    ]);
  });

  test('fail the attempt if post_start fails', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {box: {container: server({grace: '0s', post_start: [{command: 'echo oh no >&2; exit 3'}]})}},
    });
    const {failure} = await launch.event('task-failed', 'box');
    expect(failure).toMatchObject({
      ...{reason: 'docker', doing: 'run `post_start` command `echo oh no >&2; exit 3`'},
      why: 'exited with code 3: oh no',
    });
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('limit pre_stop to `grace`, and skip it if the container has exited', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        slow: {container: server({grace: '1s', pre_stop: [{command: ['sleep', '600']}]})},
        gone: {
          container: {
            ...{image: BUSYBOX, command: ['true'], on_exit: 'ignore' as const},
            pre_stop: [{command: ['true']}],
          },
        },
      },
    });
    await launch.event('task-ready', 'slow');
    await launch.event('service-ended', 'gone');
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    const said = launch.events.flatMap(event =>
      event.type === 'task-warned' ? [`${event.task}: ${event.warning}`] : [],
    );
    expect(said).toEqual([
      'slow: `pre_stop` command `sleep 600` took too long; the container is stopped anyway',
    ]);
  });
});

withEngine('container ports', () => {
  test('under `expose` are known to the engine but not published', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        box: {
          container: {
            ...{image: BUSYBOX, command: ['sleep', '600'], grace: '0s'},
            ...{ports: ['9999'], expose: ['8080', '7000-7001/udp']},
          },
        },
      },
    });
    const {outputs} = await launch.event('task-ready', 'box');
    expect(Object.keys(outputs).filter(name => /^ports\.\d+$/.test(name))).toEqual(['ports.9999']);
    const format = '{{json .Config.ExposedPorts}}';
    expect(
      Object.keys(JSON.parse(await docker('inspect', '--format', format, outputs.id ?? '')) as object),
    ).toEqual([...['7000/udp', '7001/udp', '8080/tcp', '9999/tcp']]);
    launch.stop();
    await launch.ended;
  });
});
