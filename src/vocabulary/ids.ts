declare const brand: unique symbol;

/** A string for one particular sort of thing; made by a cast in the one place that checked it. */
type Id<Name extends string> = string & {readonly [brand]: Name};

/** The name of a task in the launch file (or of the foreground command, {@link foregroundCommand}). */
export type TaskName = Id<'task'>;

/** The entry for a task in `tasks`, by a name that may not be that of a task. */
export function entryFor<T>(tasks: ReadonlyMap<TaskName, T>, name: string): T | undefined {
  return tasks.get(name as TaskName);
}

/** The id of one run, unique on this machine; also the name of its directory. */
export type RunId = Id<'run'>;

/** The name of the task that `bottle run -- command` adds; it cannot clash, since no name in a file may hold a space. */
export const foregroundCommand = 'the command' as TaskName;
