import type {Task} from '../model/launch-file.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {watchLimit} from '../watch/watch-limit.ts';
import type {TaskChange, TaskWatch} from '../watch/watch-tasks.ts';
import {createCascade} from './cascade.ts';
import type {Session, WatchedFiles} from './session.ts';
import {watchedTasks} from './watched-tasks.ts';

/**
 * Restarts the tasks of a run when their files change.
 *
 * @param stateDir excluded, because bottle itself changes its files
 * @param sessionOf returns the session, called only after it has been created
 */
export function createWatchedFiles(stateDir: string, sessionOf: () => Session): WatchedFiles {
  const watches: TaskWatch[] = [];
  let onChange: (changes: readonly TaskChange[]) => void = () => undefined;
  const watch = async (tasks: ReadonlyMap<TaskName, Task>): Promise<void> => {
    const session = sessionOf();
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
    async open(wake) {
      const session = sessionOf();
      if (session.watch.mode === 'none') return;
      onChange = createCascade(session, wake).restart;
      try {
        await watch(session.tasks);
      } catch (error) {
        const limit = watchLimit(error);
        if (limit) session.fail(limit);
        else session.failByBug(error);
      }
    },
    async add(tasks) {
      await watch(tasks).catch((error: unknown) => warn(error, sessionOf()));
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
  const limit = watchLimit(error)?.resource.replace('inotify-', '');
  const raise = limit === undefined ? '' : `; raise \`fs.inotify.max_user_${limit}\` with sysctl`;
  emit({type: 'run-warned', warning: `some file changes may go unnoticed: ${messageOf(error)}${raise}`});
}
