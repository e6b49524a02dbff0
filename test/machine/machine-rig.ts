import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import type {Launch, LaunchOptions} from '../support/launch.ts';
import {standin, type Hazards, type Standin, type StandinCall} from '../support/standin.ts';

/** The newest version with positional names, and the newest one that the stand-in supports. */
export const VERSIONS = ['1.0.1', '1.9.3'] as const;

/** A launch file in a folder of its own, and a smolvm on its PATH. */
export interface MachineRig extends LaunchRig {
  readonly smolvm: Standin;
  /** `bottle run --format json` with that smolvm. */
  launch(args?: readonly string[], options?: LaunchOptions): Launch;
  /** The words of smolvm's calls, `exec` and what only looks left out. */
  lifeCalls(): Promise<readonly string[]>;
  /** That no machine, process, record, claim or file is left, the logs of runs that failed apart. */
  expectNothingLeft(): Promise<void>;
}

export async function machineRig(launchFile: string, hazards: Hazards = {}): Promise<MachineRig> {
  const smolvm = await standin(hazards);
  const rig = await launchRig(launchFile);
  await rig.write('agent.smolmachine', 'any file will do');
  return {
    ...rig,
    smolvm,
    launch: (args, options) => rig.run(args, {...options, env: {...smolvm.env, ...options?.env}}),
    lifeCalls: async () => (await smolvm.calls()).map(argumentsText).filter(call => !LOOKS.test(call)),
    async expectNothingLeft() {
      expect((await rig.leftBehind()).filter(left => !left.startsWith('state/runs/'))).toEqual([]);
      expect(await smolvm.vms()).toEqual([]);
      expect(await smolvm.machines()).toEqual([]);
    },
  };
}

const LOOKS = /^(--version|machine --help|exec|status|data-dir|cp)/;

/** How failures are printed is a matter of versions, not of a test. */
function argumentsText({argv}: StandinCall): string {
  const call = argv.filter(word => word !== '--error-format=json');
  const [first = '', second = ''] = call;
  return first === 'machine' && !second.startsWith('-') ? call.slice(1).join(' ') : call.join(' ');
}

/** The output of a task, line by line. */
export function linesOf({events}: Launch, task: string): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

/** The same test with either syntax. */
export const withVersions = test.each(VERSIONS.map(version => ({version})));
