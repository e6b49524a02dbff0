import type {Edge} from '../../model/launch-file.ts';
import type {TaskSource} from '../../schema/launch-file.ts';
import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import {parseContainerMount} from '../../tasks/container/mounts.ts';
import {hasExpression} from '../../values/template.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {describeKey} from './describe-key.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';

/** A mount that names a `volume` task. */
interface VolumeMention {
  readonly to: TaskName;
  /** The path of the string that starts with the name. */
  readonly path: KeyPath;
}

/** The mounts of a container that name `volume` tasks. */
export function volumeMentions({path, validTask}: PartialTask, tasks: VolumeTasks): readonly VolumeMention[] {
  if (tasks.size === 0 || !validTask || !('container' in validTask.source)) return [];
  const {volumes = []} = validTask.source.container;
  return volumes.flatMap((mount, at): VolumeMention[] => {
    const to = volumeIn(mount, tasks);
    const inside = typeof mount === 'string' ? [] : ['source'];
    return to === undefined ? [] : [{to, path: [...path, 'container', 'volumes', at, ...inside]}];
  });
}

/** The needs of a container for the `volume` tasks that it mounts. */
export function volumeNeeds({parsed}: PartialFile, tasks: VolumeTasks, task: PartialTask): readonly Edge[] {
  return volumeMentions(task, tasks).map(({to, path}) => ({
    ...{to, condition: 'ready', origin: 'key', label: 'volumes'},
    key: describeKey(path.slice(2)),
    place: parsed.place(path, 'value'),
  }));
}

/** A container's source, with the names of volumes instead of the names of their tasks. */
export function withVolumeNames(source: TaskSource, tasks: VolumeTasks): TaskSource {
  if (tasks.size === 0 || !('container' in source) || source.container.volumes === undefined) return source;
  const volumes = source.container.volumes.map(mount => {
    const task = volumeIn(mount, tasks);
    return task === undefined ? mount : {...longForm(mount), source: `\${{ tasks.${task}.name }}`};
  });
  return {...source, container: {...source.container, volumes}};
}

/** The names of the `volume` tasks of a file. */
export type VolumeTasks = ReadonlyMap<string, TaskName>;

export function volumeTasks(tasks: Iterable<PartialTask>): VolumeTasks {
  const named = [...tasks].filter(({validTask}) => validTask && 'volume' in validTask.source);
  return new Map(named.map(({name}) => [name, name]));
}

function volumeIn(mount: string | LongMount, tasks: VolumeTasks): TaskName | undefined {
  if (tasks.size === 0) return undefined;
  const source =
    typeof mount === 'string' ? mount.split(':')[0] : mount.type === 'volume' ? mount.source : undefined;
  return source === undefined ? undefined : tasks.get(source);
}

/** The long form of a volume mount. The target may contain references. */
function longForm(mount: string | LongMount): LongMount {
  if (typeof mount !== 'string') return mount;
  const [, target = '', ...flags] = mount.split(':');
  // Docker may reject the name of the task as the name of a volume, such as a single letter.
  const plain = ['volume', hasExpression(mount) ? '/' : target, ...flags].join(':');
  const read = parseContainerMount(plain, '/');
  if (typeof read === 'string') return {type: 'volume', target};
  const {readOnly, bind, volume} = read;
  return {type: 'volume', target, read_only: readOnly, ...(bind && {bind}), ...(volume && {volume})};
}
