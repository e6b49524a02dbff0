import {expect, test} from 'vitest';
import type {Healthcheck} from '../../src/schema/tasks/container-health.ts';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

const box = (healthcheck: Healthcheck | undefined, script = 'sleep 1; touch /tmp/well; exec sleep 600') => ({
  container: {
    ...{image: BUSYBOX, command: ['sh', '-c', script], grace: '0s'},
    ...(healthcheck && {healthcheck}),
  },
  ready: {health: {timeout: '60s'}},
});

withEngine('the health of a container', () => {
  test('is reported by Docker, for a check as a string and as a list', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      vars: {name: 'we"ll $(false)'},
      tasks: {
        text: box(
          {command: 'test -e "/tmp/${{ vars.name }}"', interval: '200ms'},
          "echo now; sleep 1; touch '/tmp/we\"ll $(false)'; exec sleep 600",
        ),
        list: box({command: ['test', '-e', '/tmp/well'], interval: '200ms', retries: 100}),
        quick: box({command: 'true'}),
      },
    });
    await launch.event('run-ready');
    const reported = launch.events.map(event =>
      'line' in event ? event.line : `${event.type} ${'task' in event ? event.task : ''}`,
    );
    expect(reported.indexOf('now')).toBeLessThan(reported.indexOf('probe-passed text'));
    const {run} = await launch.event('run-started');
    const format = '{{json .Config.Healthcheck}}';
    const check = async (task: string): Promise<unknown> =>
      JSON.parse(await docker('inspect', '--format', format, `bottle-${run}-${task}`));
    expect(await check('quick')).toEqual({
      Test: ['CMD-SHELL', 'true'],
      Interval: 1e9,
      Timeout: 30e9,
      Retries: 30,
    });
    expect(await check('list')).toEqual({
      ...{Test: ['CMD', 'test', '-e', '/tmp/well'], Interval: 2e8, Timeout: 30e9, Retries: 100},
    });
    launch.stop();
    await launch.ended;
  });

  test('ends the wait immediately if it is bad, with the last output of the check', async () => {
    const folder = await launchFolder();
    const check: Healthcheck = {
      command: 'echo not yet; exit 1',
      interval: '100ms',
      retries: 2,
      timeout: '5s',
      start_period: '1ms',
    };
    const unhealthy = {...box(check), ready: {health: {timeout: '10m'}}};
    const launch = await folder.launch({tasks: {unhealthy}});
    expect((await launch.ended).failures).toMatchObject([
      {reason: 'never-ready', probe: "Docker's health check", lastSeen: 'unhealthy: not yet'},
    ]);
  });

  test('fails immediately for a container without a check', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {none: box(undefined)}});
    expect((await launch.ended).failures).toMatchObject([
      {reason: 'never-ready', lastSeen: 'it has no health check; add a `healthcheck`'},
    ]);
  });

  test('ends the wait when the container exits', async () => {
    const folder = await launchFolder();
    const dies = box({command: 'false', interval: '100ms'}, 'sleep 1; exit 9');
    const launch = await folder.launch({tasks: {dies}});
    expect((await launch.ended).failures).toMatchObject([
      {reason: 'exited', exit: {code: 9}, during: 'starting'},
    ]);
  });
});
