import {expect} from 'vitest';
import type {RunList} from '../../src/schema/run-list.ts';
import type {Ended, Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {expectEventsTrue, statusOfRun} from './reported-by-events.ts';
import {TASKS, STORMED_LAUNCH, taskNames, running} from './stormed-launch.ts';

/** Several concurrent clients of one run. */
export interface ClientStorm {
  readonly clients: number;
  /** After each round all clients pause, and the run is checked. */
  readonly rounds: number;
  /** Steps of each client in a round. */
  readonly steps: number;
  readonly random: () => number;
}

/** The clients stop, start, restart, read, enter and end one run at random. A client that ends the run starts it again. */
export async function stormOfClients({clients, rounds, steps, random}: ClientStorm): Promise<void> {
  const rig = await launchRig(STORMED_LAUNCH);
  await up(rig);
  // Commands that end with the run. Their time limit starts when they are awaited.
  const lasting: (() => Promise<Ended>)[] = [];
  const last = (args: readonly string[], codes: readonly number[]): void => {
    const launch = rig.bottle(args);
    lasting.push(async () => await expectEnd(launch, args, codes));
  };
  for (let round = 0; round < rounds; round++) {
    last(['logs', '-f'], [0, 2]);
    last(['exec', pick(taskNames, random), '--', 'sleep', '600'], [2, 137, 143]);
    await Promise.all(
      Array.from({length: clients}, async () => {
        for (let step = 0; step < steps; step++) await takeStep(rig, random);
      }),
    );
    await expectSeenAsReported(rig);
  }
  await call(rig, ['down'], [0]);
  await Promise.all(lasting.map(async end => await end()));
  expect(await rig.leftBehind()).toEqual([]);
  await expectEventsTrue(rig);
}

/** 0: as requested; 1: overruled by another client, or the run has ended meanwhile; 2: there is no run. */
const CHANGED = [0, 1, 2];

async function takeStep(rig: LaunchRig, random: () => number): Promise<void> {
  const [task, other, choice] = [pick(taskNames, random), pick(taskNames, random), random()];
  if (choice < 0.22) await call(rig, ['stop', task, other], CHANGED);
  else if (choice < 0.5) await call(rig, ['start', task, other], CHANGED);
  else if (choice < 0.7) await call(rig, ['restart', task], CHANGED);
  else if (choice < 0.84) await call(rig, ['logs', '--tail', '5', task], [0, 2]);
  // The command is killed when its task ends.
  else if (choice < 0.97) await call(rig, ['exec', task, '--', 'sh', '-c', 'exit 7'], [7, 2, 137, 143]);
  else {
    await call(rig, ['down'], [0]);
    await up(rig);
  }
}

/** Another client may end the run before it is ready. */
async function up(rig: LaunchRig): Promise<void> {
  await call(rig, ['up', '-d'], [0, 143]);
}

async function call(rig: LaunchRig, args: readonly string[], codes: readonly number[]): Promise<Ended> {
  return await expectEnd(rig.bottle(args), args, codes);
}

/** Expects a client to end within 60 s with one of these codes. */
async function expectEnd(client: Launch, args: readonly string[], codes: readonly number[]): Promise<Ended> {
  const ended = await client.ended();
  const {code, stdout, stderr} = ended;
  const isExpected = code !== null && codes.includes(code) && !stderr.includes('internal error');
  expect(isExpected ? '' : `bottle ${args.join(' ')}: ${code}\n${stderr}\n${stdout}`).toBe('');
  return ended;
}

/** Checks that `ps`, the event log and the processes of the machine agree. No request may be in progress. */
async function expectSeenAsReported(rig: LaunchRig): Promise<void> {
  const {stdout} = await call(rig, ['ps', '--format', 'json'], [0]);
  const {runs} = JSON.parse(stdout) as RunList;
  // The last step of one client may have ended the run while another client started it.
  expect(runs.length).toBeLessThanOrEqual(1);
  const [run] = runs;
  const seen = TASKS.filter(({isService}) => isService)
    .filter(({name}) => running(rig, name))
    .map(({name}) => name);
  if (!run) {
    expect(seen).toEqual([]);
    return;
  }
  const status = await statusOfRun(rig, run.run);
  const reported = status.tasks.map(({task, status: is}) => [task, is]);
  expect(run.tasks.map(({task, state}) => [task, state])).toEqual(reported);
  expect({reported, seen}).toEqual({
    reported: reported.map(([task]) => [task, expect.stringMatching(/^(ready|done|stopped)$/) as string]),
    seen: status.tasks.filter(({status: is}) => is === 'ready').map(({task}) => task),
  });
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
