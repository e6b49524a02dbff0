import {expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {withEngine} from '../support/docker.ts';
import {
  expectNothingLeftOf,
  leftIn,
  linesOf,
  outputsOf,
  startExample,
  type ExampleLaunch,
} from '../support/example.ts';
import {withoutFullGuests} from '../support/guests.ts';
import type {Standin} from '../support/standin.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {
  agentSays,
  expectAllToEndWell,
  expectNothingLeftBy,
  FILE,
  PATIENCE_MS,
  startSandbox,
  UNRELIABLE,
} from './machine-sandboxes.ts';

/** Enough to catch regressions; `npm run test:storm` makes more launches. */
const FEW = 2;

withEngine('the sandbox in a microVM', () => {
  test.skipIf(withoutFullGuests)(
    'becomes ready, isolates the agent, and stops in reverse order',
    {timeout: PATIENCE_MS},
    async () => {
      const stateDir = await temporaryDirectory();
      const {machines, launch} = await startSandbox({hazards: UNRELIABLE, stateDir});

      const {code, said} = await launch.ended;

      expect(said.split('\n')).toEqual(agentSays(outputsOf('bundle', launch)['ports.9100'] ?? ''));
      expect(code).toBe(0);
      expect(linesOf('operator', launch)).toContain('the agent asks: May I continue?');
      expect(await allowedIn(machines)).toEqual([[`${outputsOf('bundle', launch).ip ?? ''}/32`]]);
      for (const first of ['vm', 'bundle']) expect(stoppedInOrder(launch, first, 'address')).toBe(true);
      for (const first of ['vm', 'bundle', 'outside'])
        expect(stoppedInOrder(launch, first, 'sandbox')).toBe(true);
      await expectNothingLeftBy(launch, machines);
      expect(await leftIn(stateDir)).toEqual([]);
    },
  );

  test.skipIf(withoutFullGuests)(
    `survives ${FEW} launches with an unreliable exec channel, with one repair of each home`,
    {timeout: PATIENCE_MS},
    async () => {
      await expectAllToEndWell(FEW, FEW);
    },
  );

  test.skipIf(withoutFullGuests)('can run each of its steps alone', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const {machines, launch} = await startSandbox({stateDir, args: ['--var', 'agent=cat']});
    await launch.held;

    const alone = ([task, given]: Step, args: readonly string[] = ENDING): ExampleLaunch =>
      startExample({
        ...{file: FILE, stateDir, env: machines.env},
        args: [
          '--only',
          task,
          ...given.flatMap(path => ['--given', `${path}=${outputOf(path, launch)}`]),
          ...args,
        ],
      });
    // The operator task of the launch answers once. The second time an operator started alone answers. This runs before
    // `home` is repaired again.
    const said = agentSays(outputOf('bundle.ports.9100', launch)).join('\n');
    expect(await alone(AGENT, []).ended).toEqual({code: 0, said});
    const operator = alone(OPERATOR);
    expect(await alone(AGENT, []).ended).toEqual({code: 0, said});
    expect(await operator.ended).toEqual({code: 0, said: ''});
    expect(linesOf('operator', operator)).toEqual(['the agent asks: May I continue?']);
    for (const step of steps) {
      const [task] = step;
      const one = alone(step);
      const said: unknown = task === 'bundle' ? expect.stringContaining(UNPROBED) : '';
      expect({task, ...(await one.ended)}).toEqual({task, code: 0, said});
      await expectNothingLeftOf(one);
    }

    launch.release();
    expect(await launch.ended).toEqual({code: 0, said: 'go'});
    await expectNothingLeftBy(launch, machines);
    expect(await leftIn(stateDir)).toEqual([]);
  });
});

/** A container started alone has no other task that waits for its daemons. */
const UNPROBED = 'has no readiness probe, so the command may start too early';

/** Ends a run whose task would keep running. */
const ENDING = ['--', 'true'];

type Step = readonly [task: string, given: readonly string[]];

/** The tasks `operator` and `agent` end each other. */
const OPERATOR: Step = ['operator', ['bundle.ports.9100']];
const AGENT: Step = ['agent', ['vm.name', 'bundle.ports.9100']];

/** All other tasks, with the outputs they read. */
const steps: readonly Step[] = [
  ['base-files', []],
  ['base-image', []],
  ['egress-image', ['base-image.ref']],
  ['bundle-image', ['egress-image.ref']],
  ['outside-image', ['base-image.ref']],
  ['guest-files', []],
  ['guest-image', []],
  ['guest-archive', ['guest-image.id']],
  ['address', []],
  ['ca', []],
  ['bundle-certificate', ['ca.cert', 'ca.key', 'address.ip']],
  ['token', []],
  ['sandbox', []],
  ['outside', ['outside-image.ref', 'token.file', 'sandbox.name', 'sandbox.addresses.outside']],
  [
    'bundle',
    [
      ...['bundle-image.ref', 'sandbox.name', 'address.ip', 'bundle-certificate.cert'],
      ...['bundle-certificate.key', 'ca.cert', 'token.file'],
      ...['sandbox.addresses.bundle', 'sandbox.addresses.outside'],
    ],
  ],
  ['daemons', ['bundle.ip']],
  ['vm', ['sandbox.addresses.bundle', 'address.ip']],
  ['home', ['vm.name']],
  ['trust', ['vm.name', 'ca.cert']],
  ['prompt', ['vm.name']],
];

function outputOf(path: string, launch: ExampleLaunch): string {
  const [task = '', ...output] = path.split('.');
  const value = outputsOf(task, launch)[output.join('.')] ?? '';
  // The containers of the launch have the reserved addresses, `…254` and `…253`.
  return output[0] === 'addresses' ? value.replace(/25(?=.$)/, '24') : value;
}

/** The addresses that the created machines can reach. */
async function allowedIn(machines: Standin) {
  const calls = await machines.calls();
  return calls.flatMap(({machine}) => (machine ? [machine.allowedCidrs] : []));
}

/** Whether each task had stopped before the next one began to stop. */
function stoppedInOrder({events}: ExampleLaunch, ...tasks: readonly string[]): boolean {
  const at = (type: RunEvent['type'], task: string) =>
    events.findIndex(event => event.type === type && 'task' in event && event.task === task);
  return tasks.every(
    (task, index) => index === 0 || at('task-stopped', tasks[index - 1] ?? '') < at('task-stopping', task),
  );
}
