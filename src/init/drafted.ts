import type {CommonTask} from '../schema/common-task.ts';
import type {LaunchFileSource, TaskSource} from '../schema/launch-file.ts';

/** A task of a drafted launch file. */
export interface DraftedTask {
  readonly name: string;
  readonly source: TaskSource;
  /** The lines of the comment above the task. */
  readonly comments: readonly string[];
}

/** The result of converting one file of the project. */
export interface Drafted extends Pick<LaunchFileSource, 'vars' | 'secrets' | 'profiles'> {
  readonly tasks: readonly DraftedTask[];
  /** Reports of parts that a launch file cannot express, each a sentence without a full stop. */
  readonly leftOut: readonly string[];
}

/** Combines the results of several files. */
export function together(...parts: readonly Drafted[]): Drafted {
  const vars = Object.fromEntries(parts.flatMap(part => Object.entries(part.vars ?? {})));
  const secrets = Object.fromEntries(parts.flatMap(part => Object.entries(part.secrets ?? {})));
  const profiles = Object.fromEntries(parts.flatMap(part => Object.entries(part.profiles ?? {})));
  return {
    tasks: parts.flatMap(({tasks}) => tasks),
    leftOut: parts.flatMap(({leftOut}) => leftOut),
    ...(Object.keys(vars).length > 0 && {vars}),
    ...(Object.keys(secrets).length > 0 && {secrets}),
    ...(Object.keys(profiles).length > 0 && {profiles}),
  };
}

type Needs = NonNullable<CommonTask['needs']>;

/** The key `needs`, if there are needs. */
export function needing<Need extends Needs[number]>(needs: readonly Need[]): {readonly needs?: Need[]} {
  return needs.length > 0 ? {needs: [...needs]} : {};
}

export function namesOf(tasks: readonly DraftedTask[]): readonly string[] {
  return tasks.map(({name}) => name);
}
