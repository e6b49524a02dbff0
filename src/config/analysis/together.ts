import {referencesIn} from '../../values/expression.ts';
import {parseTemplate} from '../../values/template.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {impliedNeeds} from './implied-needs.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import type {Pods} from './pods.ts';
import {mayRefer, textsIn} from './source-texts.ts';
import {volumeMentions, volumeTasks} from './volume-names.ts';

/** Another task that must be at the same place, and the path of its name. */
export interface TogetherWith {
  readonly task: string;
  readonly path: KeyPath;
}

/** The networks, volumes, images and containers that a container uses by their names at its place. */
export function togetherWith({tasks}: PartialFile, pods: Pods, task: PartialTask): readonly TogetherWith[] {
  const source = task.validTask?.source;
  if (!source || !('container' in source)) return [];
  const implied = impliedNeeds(task).map(({to, path}) => ({task: to, path}));
  const volumes = volumeMentions(task, volumeTasks(tasks.values())).map(({to, path}) => ({task: to, path}));
  const texts = KEYS.flatMap(key =>
    textsIn([...task.path, 'container', key], source.container[key], () => 'text', mayRefer),
  );
  const referred = texts.flatMap(({path, text}) => tasksIn(text).map(name => ({task: name, path})));
  const pod = pods.get(task.name);
  const first =
    pod && pod.first !== task.name ? [{task: pod.first, path: [...task.path, 'container', 'pod']}] : [];
  return [...implied, ...volumes, ...referred, ...first];
}

/** Keys whose values name objects at the place. */
const KEYS = ['image', 'network_mode', 'volumes', 'volumes_from'] as const;

function tasksIn(text: string): readonly string[] {
  const {parts} = parseTemplate(text);
  const references = parts.flatMap(part => (part.type === 'expression' ? referencesIn(part.expression) : []));
  return references.flatMap(({path: [root, name]}) => (root === 'tasks' && name !== undefined ? [name] : []));
}
