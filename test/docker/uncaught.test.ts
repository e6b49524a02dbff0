import {test} from 'vitest';
import {BUSYBOX, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {injectedError} from '../support/throw-in.ts';

const TALKING = `[sh, -c, 'while :; do echo line; sleep 0.1; done']`;

const box = (keys: string) => `container: {image: '${BUSYBOX}', init: true, ${keys}}`;

const checked = `
  box: {${box(`command: [sleep, "600"], healthcheck: {command: 'echo not yet; exit 1', interval: 100ms, retries: 1000}`)}, ready: {health: {timeout: 10m}}}`;

/** A launch file for each kind of handler. It calls this handler repeatedly and no other. */
const LAUNCHES = [
  ['the output of a container', 'output', `box: {${box(`command: ${TALKING}`)}}`],
  [
    'the output of a command in a container',
    'output',
    `box: {${box('command: [sleep, "600"]')}}, inside: {exec: {in: box, command: ${TALKING}}}`,
  ],
  ['an event of the engine', 'engine-event', checked],
  ['the health of a container', 'health', checked],
  ['a response of the engine', 'response', checked],
] as const;

withEngine('an error thrown in a handler', () => {
  test.each(LAUNCHES)('of %s ends the run with a teardown and is then reported', async (_, kind, tasks) => {
    const rig = await launchRig(`tasks: {${tasks}}`);
    const error = injectedError(rig, kind);
    const launch = rig.run([], {env: error.env});
    await launch.event(kind === 'output' ? 'task-output' : 'probe-started');
    await error.throwNow();
    await error.expectReported(launch);
    await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
  });
});
