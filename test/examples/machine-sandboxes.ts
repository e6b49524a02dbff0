import {expect} from 'vitest';
import {
  expectNothingLeftOf,
  leftIn,
  outputsOf,
  startExample,
  type ExampleLaunch,
} from '../support/example.ts';
import {standin, type Hazards, type Standin} from '../support/standin.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

export const FILE = 'examples/agent-sandbox/bottle.yaml';

/** Images may have to be built first, on two busy cores. */
export const PATIENCE_MS = 600_000;

/** Kills every command of the first 400 ms. After the first command that succeeds, kills those of the next 150 ms too. */
export const UNRELIABLE: Hazards = {windowMs: 400, againMs: 150};

/** Launches the sandbox repeatedly with an unreliable exec channel, in parallel lanes. Expects each launch to succeed. */
export async function expectAllToEndWell(launches: number, lanes: number): Promise<void> {
  // The launches share a state directory, so they build shared artifacts once.
  const stateDir = await temporaryDirectory();
  const rounds = Array.from({length: launches}, (_, at) => at);
  const inLane = async (): Promise<void> => {
    while (rounds.pop() !== undefined) {
      const {machines, launch} = await startSandbox({hazards: UNRELIABLE, stateDir});
      const {code, said} = await launch.ended;
      expect({code, said: said.split('\n')}).toEqual({
        code: 0,
        said: agentSays(outputsOf('bundle', launch)['ports.9100'] ?? ''),
      });
      expect(await repairsIn(machines)).toEqual([{code: 0}]);
      await expectNothingLeftBy(launch, machines);
    }
  };

  await Promise.all(Array.from({length: lanes}, inLane));
  expect(await leftIn(stateDir)).toEqual([]);
}

export async function startSandbox({hazards = {}, stateDir, args = []}: StartOptions) {
  const machines = await standin(hazards);
  return {machines, launch: startExample({file: FILE, stateDir, args, env: machines.env})};
}

interface StartOptions {
  readonly hazards?: Hazards;
  readonly stateDir: string;
  readonly args?: readonly string[];
}

export const agentSays = (operator: string): readonly string[] => [
  'prompt: Check whether the sandbox is secure.',
  'ok: does not run as root (node)',
  'ok: owns its home folder (node)',
  'ok: finds its home folder repaired exactly once (1)',
  'ok: gets a page that needs the token, through the egress proxy (hello from outside)',
  'ok: gets no page without the CA of this launch (nothing)',
  'ok: reads its repository through the git gate (refs/heads/main)',
  'ok: cannot read another repository (refused)',
  `asking the operator at http://${operator}/`,
  'ok: gets an answer from the operator (yes)',
];

/** Exit codes of all repairs of the home folder that started in a guest, including killed ones. */
async function repairsIn(machines: Standin) {
  const commands = await machines.guestCommands();
  return commands
    .filter(({argv}) => argv.some(word => word.startsWith('chown -R')))
    .map(({code}) => ({code}));
}

export async function expectNothingLeftBy(launch: ExampleLaunch, machines: Standin): Promise<void> {
  await expectNothingLeftOf(launch);
  expect(await machines.machines()).toEqual([]);
  expect(await machines.vms()).toEqual([]);
}
