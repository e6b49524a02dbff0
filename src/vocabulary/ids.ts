declare const brand: unique symbol;

/** A branded string. Only this file creates them. */
type Id<Name extends string> = string & {readonly [brand]: Name};

/** The name of a task in the launch file (or of the foreground command, {@link foregroundCommand}). */
export type TaskName = Id<'task'>;

/** Brands a string as the name of a task. Only for names from the `tasks` of a file or from bottle itself. */
export function taskName(text: string): TaskName {
  return text as TaskName;
}

/** Whether a string is the name of one of these tasks. */
export function isTaskOf(tasks: TaskNames, name: string): name is TaskName {
  return tasks.has(name);
}

/** A map or set whose keys are names of tasks. */
interface TaskNames {
  has(name: string): boolean;
}

/** The entry for a name in `tasks`; `undefined` if the name is not a task. */
export function entryFor<T>(tasks: ReadonlyMap<string, T>, name: string): T | undefined {
  return tasks.get(name);
}

/** The entry for a task, which must exist. */
export function entryOf<T>(tasks: ReadonlyMap<TaskName, T>, name: TaskName): T {
  const entry = tasks.get(name);
  if (entry === undefined) throw new Error(`no entry for task ${name}`);
  return entry;
}

/** The id of one run, unique on this machine; also the name of its directory. */
export type RunId = Id<'run'>;

/** An id for a run that starts now, such as `20261122-143015-k3f9`. */
export function newRunId(now: Date, letters: string): RunId {
  const [date, time] = now.toISOString().replace(/[-:]/g, '').split(/[T.]/);
  return `${date}-${time}-${letters}` as RunId;
}

export function isRunId(text: string): text is RunId {
  return /^\d{8}-\d{6}-[a-z0-9]{4}$/.test(text);
}

/** The owner of claims taken by a recovery or a command instead of a run. */
export const recoveryId = 'recovery' as RunId;

/** The name of the task that `bottle run -- command` adds; it cannot clash, since names in a file cannot contain spaces. */
export const foregroundCommand = taskName('the command');
