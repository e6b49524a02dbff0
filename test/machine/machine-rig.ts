import {expect, test} from 'vitest';
import {withoutFullGuests} from '../support/guests.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import type {Launch, LaunchOptions} from '../support/launch.ts';
import {standin, type Hazards, type Standin, type StandinCall} from '../support/standin.ts';

/** The newest version with positional names, and the newest version that the stand-in supports. */
export const VERSIONS = ['1.0.1', '1.9.3'] as const;

/** A launch file in its own folder, and a smolvm on its PATH. */
export interface MachineRig extends LaunchRig {
  readonly smolvm: Standin;
  /** Runs `bottle run --format json` with this smolvm. */
  launch(args?: readonly string[], options?: LaunchOptions): Launch;
  /** Arguments of smolvm's calls, except `exec` and read-only calls. */
  lifeCalls(): Promise<readonly string[]>;
  /** Expects no machine, process, record, claim or file to be left, except logs of failed runs. */
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

/** The option for the error format depends on the version and is irrelevant to tests. */
function argumentsText({argv}: StandinCall): string {
  const call = argv.filter(word => word !== '--error-format=json');
  const [first = '', second = ''] = call;
  return first === 'machine' && !second.startsWith('-') ? call.slice(1).join(' ') : call.join(' ');
}

/** The output lines of a task. */
export function linesOf({events}: Pick<Launch, 'events'>, task: string): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

const BY_VERSION = VERSIONS.map(version => ({version}));

/** Runs a test with either syntax. */
export const withVersions = test.each(BY_VERSION);

/** Also skipped without full guests. */
export const withVersionsInFull = test.skipIf(withoutFullGuests).each(BY_VERSION);
