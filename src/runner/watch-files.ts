import type {Task} from '../model/launch-file.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {watchLimit} from '../watch/watch-limit.ts';
import type {TaskChange, TaskWatch} from '../watch/watch-tasks.ts';
import {createCascade} from './cascade.ts';
import type {Session} from './session.ts';
import {watchedTasks} from './watched-tasks.ts';

/** The watched files of a run. */
export interface WatchedFiles {
  /** Watches the files of the run's tasks, and restarts these after changes. Settles when no change can be missed. */
  open(session: Session, wake: () => void): Promise<void>;
  /** Also watches the files of tasks that join the run. */
  add(tasks: ReadonlyMap<TaskName, Task>, session: Session): Promise<void>;
  /** Called before each start of a task: the files that it starts with are no change. */
  accept(task: TaskName): Promise<void>;
  close(): Promise<void>;
}

/** @param stateDir what changes there is bottle's own doing */
export function createWatchedFiles(stateDir: string): WatchedFiles {
  const watches: TaskWatch[] = [];
  let onChange: (changes: readonly TaskChange[]) => void = () => undefined;
  const watch = async (tasks: ReadonlyMap<TaskName, Task>, session: Session): Promise<void> => {
    const watched = watchedTasks(tasks, session);
    if (watched.length === 0) return;
    const {launch, services} = session;
    const opened = await services.watchTasks({
      ...{tasks: watched, dir: launch.dir, except: [stateDir], clock: services.clock},
      onChange: changes => onChange(changes),
      onError: error => warn(error, session),
    });
    watches.push(opened);
  };
  return {
    async open(session, wake) {
      if (session.watch.mode === 'none') return;
      onChange = createCascade(session, wake).restart;
      try {
        await watch(session.tasks, session);
      } catch (error) {
        const limit = watchLimit(error);
        if (limit) session.fail(limit);
        else session.failByBug(error);
      }
    },
    async add(tasks, session) {
      await watch(tasks, session).catch((error: unknown) => warn(error, session));
    },
    async accept(task) {
      await Promise.all(watches.map(async each => await each.accept(task)));
    },
    async close() {
      await Promise.all(watches.map(async each => await each.close()));
    },
  };
}

function warn(error: unknown, {emit}: Session): void {
  const {message} = error as Error;
  const limit = watchLimit(error)?.resource.replace('inotify-', '');
  const raise = limit === undefined ? '' : `; raise \`fs.inotify.max_user_${limit}\` with sysctl`;
  emit({type: 'run-warned', warning: `some changes of files are not seen: ${message}${raise}`});
}
