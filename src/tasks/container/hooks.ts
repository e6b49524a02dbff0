import type {Hook} from '../../schema/tasks/container-hooks.ts';
import type {ResolvedCommand, Values} from '../../values/value-source.ts';
import type {DeferredHook} from '../../vocabulary/journal-record.ts';
import {commandText} from '../shared/command-line.ts';

/** A command that runs in the container after its start, with its references resolved. */
export interface HookSpec {
  readonly command: ResolvedCommand;
  /** The command for display. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly place: HookPlace;
}

/** A command to run before the stop signal. References in its user and folder are resolved, and all others are resolved when it runs. */
export interface PreStopSpec extends Pick<Hook, 'command' | 'env'> {
  readonly place: HookPlace;
}

/** The user, folder and privileges of a command in a container. */
export type HookPlace = Omit<DeferredHook, 'command'>;

export function resolveHook({command, env = {}, ...place}: Hook, values: Values): HookSpec {
  const entries = Object.entries(env).map(([name, value]) => [name, values.text(String(value))]);
  return {
    command: values.command(command),
    text: commandText(command),
    env: Object.fromEntries(entries) as Record<string, string>,
    place: resolvePlace(place, values),
  };
}

export function resolvePlace(
  {user, workdir, privileged}: HookPlace,
  {text}: Pick<Values, 'text'>,
): HookPlace {
  return {
    ...(user !== undefined && {user: text(user)}),
    ...(workdir !== undefined && {workdir: text(workdir)}),
    ...(privileged === true && {privileged}),
  };
}

/** Describes an exit: "exited with code 1: no such file". */
export function exitText(code: number, output: string): string {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return `exited with code ${code}${last && `: ${last}`}`;
}
