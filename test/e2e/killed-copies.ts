import {expect} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {expectDown} from './killed-detached-runs.ts';

/** The victims of a round and the moment of the attack. */
export interface Attack {
  /** Awaited after the start of the call, before the first kill. */
  moment(rig: LaunchRig): Promise<void>;
  /** Whether the call is killed too, before the runs. */
  readonly killsCall: boolean;
  /** Whether the nth run process is killed. */
  isHit(at: number): boolean;
  /** Whether the call is repeated before `bottle down`. */
  readonly repeats: boolean;
}

/** Repeatedly starts copies of a launch, and kills some with `kill -9`. Expects `bottle down` to leave nothing. */
export async function killCopies(
  launchFile: string,
  copies: number,
  attacks: readonly Attack[],
): Promise<void> {
  const rig = await launchRig(launchFile);
  const up = ['up', '-d', '--copies', String(copies), '--format', 'json'];
  for (const attack of attacks) {
    const call = rig.bottle(up);
    await attack.moment(rig);
    if (attack.killsCall) call.signal('SIGKILL');
    const hit = runProcesses(rig).filter((_, at) => attack.isHit(at));
    for (const pid of hit) killIfAlive(pid);
    await call.ended();
    if (attack.repeats) await expectAllUp(rig, up, copies);
    // After the call was killed, copies may still be starting. They can be stopped once they are known.
    const copiesAfterDown = async (): Promise<number> => {
      await rig.bottle(['down', '--all']).ended();
      return runProcesses(rig).length;
    };
    await expect.poll(copiesAfterDown).toBe(0);
    await expectDown(rig, ['down', '--all']);
  }
}

/** Expects killed copies to be cleaned up and restarted, and the others to be reused. */
async function expectAllUp(rig: LaunchRig, up: readonly string[], copies: number): Promise<void> {
  const {code, stdout, stderr} = await rig.bottle(up).ended();
  expect({code, stdout, stderr}).toMatchObject({code: 0, stderr: ''});
  expect(stdout.match(/"outcome":"(ready|up)"/g)).toHaveLength(copies);
}

function runProcesses({mark}: LaunchRig): readonly number[] {
  return processesWith(mark)
    .filter(({commandLine}) => commandLine.includes('--detached-process'))
    .map(({pid}) => pid);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has just ended.
  }
}
