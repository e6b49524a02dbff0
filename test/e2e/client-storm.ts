import {expect} from 'vitest';
import type {RunList} from '../../src/schema/run-list.ts';
import type {Ended, Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {expectEventsTrue, statusOfRun} from './reported-by-events.ts';
import {TASKS, STORMED_LAUNCH, taskNames, running} from './stormed-launch.ts';

/** Several clients of one run at the same time. */
export interface ClientStorm {
  readonly clients: number;
  /** After each round all clients pause, and the run is looked at. */
  readonly rounds: number;
  /** The steps of a client in a round. */
  readonly steps: number;
  readonly random: () => number;
}

/** The clients stop, start, restart, read, enter and end one run at random; the one that ended it starts it again. */
export async function stormOfClients({clients, rounds, steps, random}: ClientStorm): Promise<void> {
  const rig = await launchRig(STORMED_LAUNCH);
  await up(rig);
  // They end with the run; how long they have to is counted from then.
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

/** As requested; overruled by another client, or the run was ended meanwhile; there is no run. */
const CHANGED = [0, 1, 2];

async function takeStep(rig: LaunchRig, random: () => number): Promise<void> {
  const [task, other, choice] = [pick(taskNames, random), pick(taskNames, random), random()];
  if (choice < 0.22) await call(rig, ['stop', task, other], CHANGED);
  else if (choice < 0.5) await call(rig, ['start', task, other], CHANGED);
  else if (choice < 0.7) await call(rig, ['restart', task], CHANGED);
  else if (choice < 0.84) await call(rig, ['logs', '--tail', '5', task], [0, 2]);
  // It is ended with its task.
  else if (choice < 0.97) await call(rig, ['exec', task, '--', 'sh', '-c', 'exit 7'], [7, 2, 137, 143]);
  else {
    await call(rig, ['down'], [0]);
    await up(rig);
  }
}

/** Another client may end it before it is ready. */
async function up(rig: LaunchRig): Promise<void> {
  await call(rig, ['up', '-d'], [0, 143]);
}

async function call(rig: LaunchRig, args: readonly string[], codes: readonly number[]): Promise<Ended> {
  return await expectEnd(rig.bottle(args), args, codes);
}

/** A client ends, within 60 s from now, with one of these codes. */
async function expectEnd(client: Launch, args: readonly string[], codes: readonly number[]): Promise<Ended> {
  const ended = await client.ended();
  const {code, stdout, stderr} = ended;
  const isExpected = code !== null && codes.includes(code) && !stderr.includes('internal error');
  expect(isExpected ? '' : `bottle ${args.join(' ')}: ${code}\n${stderr}\n${stdout}`).toBe('');
  return ended;
}

/** When no request is under way, `ps`, the event log and the processes of the machine agree. */
async function expectSeenAsReported(rig: LaunchRig): Promise<void> {
  const {stdout} = await call(rig, ['ps', '--format', 'json'], [0]);
  const {runs} = JSON.parse(stdout) as RunList;
  // It may have been ended by the last step of one client while another one started it.
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
