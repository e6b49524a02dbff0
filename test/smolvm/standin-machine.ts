import {standin, type Answer, type Hazards, type Standin} from '../support/standin.ts';

/** The oldest and newest supported versions, and those on either side of a syntax change. */
export const VERSIONS = ['0.8.0', '1.0.1', '1.0.2', '1.9.3'] as const;

/** A machine `m`, with functions for its commands. */
export interface OneMachine extends Standin {
  /** Runs a command that takes the machine's name by `--name` or as an argument, depending on the version. */
  named(command: string, ...args: string[]): Promise<Answer>;
  /** Runs a command that always takes the name by `--name`. */
  does(command: string, ...args: string[]): Promise<Answer>;
  exec(...argv: string[]): Promise<Answer>;
}

/** No machine has been created yet. */
export async function oneMachine(hazards: Hazards = {}): Promise<OneMachine> {
  const rig = await standin(hazards);
  const isOld = ['0.8.0', '1.0.1'].includes(hazards.version ?? '');
  const does: OneMachine['does'] = async (command, ...args) =>
    await rig.smolvm(['machine', command, '--name', 'm', ...args]);
  return {
    ...rig,
    does,
    named: async (command, ...args) =>
      isOld ? await rig.smolvm(['machine', command, 'm', ...args]) : await does(command, ...args),
    exec: async (...argv) => await does('exec', '--', ...argv),
  };
}

/** Creates a machine with these arguments, by default from an image, and starts it. */
export async function started(hazards: Hazards = {}, args = ['--image', './agent.tar']): Promise<OneMachine> {
  const machine = await oneMachine(hazards);
  await machine.named('create', ...args);
  await machine.does('start');
  return machine;
}
