import {expect, test} from 'vitest';
import {withEngine} from '../support/docker.ts';
import {
  expectNothingLeftOf,
  leftIn,
  linesOf,
  outputsOf,
  startExample,
  type ExampleLaunch,
} from '../support/example.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {standin, type Hazards, type Standin} from '../support/standin.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const FILE = 'examples/agent-sandbox/bottle.yaml';

/** How many launches are made in all, and how many of them side by side. */
const LAUNCHES = Number(process.env.BOTTLE_SANDBOX_LAUNCHES ?? 8);
const LANES = 4;

/** Images may have to be built first, on two busy cores. */
const PATIENCE_MS = 600_000;

/** Every command of the first 400 ms is killed; later one is answered, and those of the next 150 ms are killed again. */
const TREACHEROUS: Hazards = {windowMs: 400, againMs: 150};

const agentSays = (operator: string): readonly string[] => [
  'prompt: Look around, and say whether the sandbox is tight.',
  'ok: it is not root (node)',
  'ok: its home is its own (node)',
  'ok: which was repaired once (1)',
  'ok: through the egress proxy it gets a page that needs the token (hello from outside)',
  'ok: known by the authority of this launch alone (nothing)',
  'ok: the git gate shows its repository (refs/heads/main)',
  'ok: and no other (refused)',
  `asking the operator, who sits at http://${operator}/`,
  'ok: the operator answers (yes)',
];

withEngine('the sandbox in a microVM', () => {
  test('comes up, is tight, and goes down in reverse', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const {machines, launch} = await start({hazards: TREACHEROUS, stateDir});

    const {code, said} = await launch.ended;

    expect(said.split('\n')).toEqual(agentSays(outputsOf('bundle', launch)['ports.9100'] ?? ''));
    expect(code).toBe(0);
    expect(linesOf('operator', launch)).toContain('the agent asks: may I go on?');
    expect(await allowedIn(machines)).toEqual([[`${outputsOf('bundle', launch).ip ?? ''}/32`]]);
    for (const last of ['outside', 'address', 'bridge-of-bundle'])
      expect(wentDownInOrder(launch, 'vm', 'bundle', last)).toBe(true);
    await expectNothingLeftBy(launch, machines);
    expect(await leftIn(stateDir)).toEqual([]);
  });

  test(
    `${LAUNCHES} launches with a treacherous exec channel: all end well, each home repaired once`,
    {timeout: PATIENCE_MS + LAUNCHES * 30_000},
    async () => {
      // As launches of one person: what they make together they make once.
      const stateDir = await temporaryDirectory();
      const rounds = Array.from({length: LAUNCHES}, (_, at) => at);
      const lanes = Array.from({length: LANES}, async () => {
        while (rounds.pop() !== undefined) {
          const {machines, launch} = await start({hazards: TREACHEROUS, stateDir});
          const {code, said} = await launch.ended;
          expect({code, said: said.split('\n')}).toEqual({
            code: 0,
            said: agentSays(outputsOf('bundle', launch)['ports.9100'] ?? ''),
          });
          expect(await repairsIn(machines)).toEqual([{code: 0}]);
          await expectNothingLeftBy(launch, machines);
        }
      });

      await Promise.all(lanes);
      expect(await leftIn(stateDir)).toEqual([]);
    },
  );

  test('each step of it can be tried alone', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const {machines, launch} = await start({stateDir, words: ['--var', 'agent=cat']});
    await launch.held;

    const alone = ([task, given]: Step, words: readonly string[] = ENDING): ExampleLaunch =>
      startExample({
        ...{file: FILE, stateDir, env: machines.env},
        words: [
          '--only',
          task,
          ...given.flatMap(path => ['--given', `${path}=${outputOf(path, launch)}`]),
          ...words,
        ],
      });
    // The operator of the launch answers once; then it is one alone that does. Before `home` is repaired again.
    const said = agentSays(outputOf('bundle.ports.9100', launch)).join('\n');
    expect(await alone(AGENT, []).ended).toEqual({code: 0, said});
    const operator = alone(OPERATOR);
    expect(await alone(AGENT, []).ended).toEqual({code: 0, said});
    expect(await operator.ended).toEqual({code: 0, said: ''});
    expect(linesOf('operator', operator)).toEqual(['the agent asks: may I go on?']);
    for (const step of steps) {
      const [task] = step;
      const one = alone(step);
      expect({task, ...(await one.ended)}).toEqual({task, code: 0, said: ''});
      await expectNothingLeftOf(one);
    }

    launch.release();
    expect(await launch.ended).toEqual({code: 0, said: 'go'});
    await expectNothingLeftBy(launch, machines);
    expect(await leftIn(stateDir)).toEqual([]);
  });
});

/** Ends a run whose task would hold. */
const ENDING = ['--', 'true'];

type Step = readonly [task: string, given: readonly string[]];

/** The two that end each other. */
const OPERATOR: Step = ['operator', ['bundle.ports.9100']];
const AGENT: Step = ['agent', ['vm.name']];

/** Each task but those, and what it reads of others. */
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
  ['outside', ['outside-image.ref', 'token.file']],
  ['bridge-of-bundle', []],
  [
    'bundle',
    [
      ...['bundle-image.ref', 'bridge-of-bundle.name', 'address.ip', 'bundle-certificate.cert'],
      ...['bundle-certificate.key', 'ca.cert', 'token.file', 'outside.ip'],
    ],
  ],
  ['vm', ['bundle.ip', 'address.ip', 'bundle.ports.9100']],
  ['home', ['vm.name']],
  ['trust', ['vm.name', 'ca.cert']],
  ['prompt', ['vm.name']],
];

function outputOf(path: string, launch: ExampleLaunch): string {
  const [task = '', ...output] = path.split('.');
  return outputsOf(task, launch)[output.join('.')] ?? '';
}

async function start({hazards = {}, stateDir, words = []}: StartOptions) {
  const machines = await standin(hazards);
  return {machines, launch: startExample({file: FILE, stateDir, words, env: machines.env})};
}

interface StartOptions {
  readonly hazards?: Hazards;
  readonly stateDir: string;
  readonly words?: readonly string[];
}

/** The addresses that the created machines can reach. */
async function allowedIn(machines: Standin) {
  const calls = await machines.calls();
  return calls.flatMap(({machine}) => (machine ? [machine.allowedCidrs] : []));
}

/** How the repairs of the home folder ended that were begun in a guest, the ones that the window took included. */
async function repairsIn(machines: Standin) {
  const commands = await machines.guestCommands();
  return commands
    .filter(({argv}) => argv.some(word => word.startsWith('chown -R')))
    .map(({code}) => ({code}));
}

/** Whether each of the tasks was down before the one after it began to go down. */
function wentDownInOrder({events}: ExampleLaunch, ...tasks: readonly string[]): boolean {
  const at = (type: RunEvent['type'], task: string) =>
    events.findIndex(event => event.type === type && 'task' in event && event.task === task);
  return tasks.every(
    (task, index) => index === 0 || at('task-stopped', tasks[index - 1] ?? '') < at('task-stopping', task),
  );
}

async function expectNothingLeftBy(launch: ExampleLaunch, machines: Standin) {
  await expectNothingLeftOf(launch);
  expect(await machines.machines()).toEqual([]);
  expect(await machines.vms()).toEqual([]);
}
