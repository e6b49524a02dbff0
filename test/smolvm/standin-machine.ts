import {standin, type Answer, type Hazards, type Standin} from '../support/standin.ts';

/** Versions with either syntax, the oldest and the newest supported one, and those where the syntax changed. */
export const VERSIONS = ['0.8.0', '1.0.1', '1.0.2', '1.9.3'] as const;

/** One machine, `m`, and how it is spoken to. */
export interface OneMachine extends Standin {
  /** A command that takes the machine's name by `--name` in some versions and as a word in others. */
  named(command: string, ...args: string[]): Promise<Answer>;
  /** A command that always takes it by `--name`. */
  does(command: string, ...args: string[]): Promise<Answer>;
  exec(...argv: string[]): Promise<Answer>;
}

/** Nothing is made yet. */
export async function oneMachine(hazards: Hazards = {}): Promise<OneMachine> {
  const world = await standin(hazards);
  const isOld = ['0.8.0', '1.0.1'].includes(hazards.version ?? '');
  const does: OneMachine['does'] = async (command, ...args) =>
    await world.smolvm(['machine', command, '--name', 'm', ...args]);
  return {
    ...world,
    does,
    named: async (command, ...args) =>
      isOld ? await world.smolvm(['machine', command, 'm', ...args]) : await does(command, ...args),
    exec: async (...argv) => await does('exec', '--', ...argv),
  };
}

/** Made with these words, of an image unless `words` says of what, and started. */
export async function started(hazards: Hazards = {}, args = ['--image', './agent.tar']): Promise<OneMachine> {
  const machine = await oneMachine(hazards);
  await machine.named('create', ...args);
  await machine.does('start');
  return machine;
}
