import {LOCAL, type PlaceSources} from '../../places/place-name.ts';
import type {PlaceProblem, NamedPlace} from '../../places/place-problem.ts';
import type {TaskSource} from '../../schema/launch-file.ts';
import type {PlaceSource} from '../../schema/places.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {documentOf, type PartialFile} from './partial-file.ts';
import {mapOf, type PartialTask} from './partial-task.ts';
import {togetherWith} from './together.ts';
import type {Pods} from './pods.ts';
import {suggestionText} from './unknown-name.ts';
import {kubernetesLimits} from '../../kubernetes/limits/limits.ts';
import {dockerLimits} from '../../places/docker-limits.ts';
import type {PodPosition} from '../../kubernetes/limits/pod.ts';

/** The place of a task, and the key that sets it; the key is absent for the command line and for the default. */
interface Placement {
  readonly name: string;
  readonly path?: KeyPath;
}

/** The places of a file with the right shape. */
export function placesOf({root}: PartialFile): PlaceSources {
  return mapOf(root.places) as PlaceSources;
}

/**
 * The name of a task's place: its own, or a default if its kind has places.
 * @param called the place of the command line
 */
export function placeNameOf(partial: PartialFile, task: PartialTask, called: string | undefined): string {
  return placementOf(partial, task, called).name;
}

function placementOf(partial: PartialFile, task: PartialTask, called: string | undefined): Placement {
  const {validTask, path, name} = task;
  const source = validTask?.source;
  if (source && 'place' in source) return {name: source.place, path: [...path, 'place']};
  if (!source || !KINDS.some(kind => kind in source)) return {name: LOCAL};
  if (called !== undefined) return {name: called};
  for (let document = documentOf(partial, name); ; document = document.parent) {
    const {place} = document.root;
    if (typeof place === 'string') return {name: place, path: ['place']};
    if (!document.parent) return {name: LOCAL};
  }
}

/** The kinds whose tasks use the default place. A machine leaves the host only if it has a `place` of its own. */
const KINDS = ['container', 'network', 'volume', 'image'] as const;

/** Problems of `places`, of `place` at the root, and of `--place`. */
export function checkPlaces(partial: PartialFile, called: string | undefined): readonly Diagnostic[] {
  const {parsed} = partial;
  const wrong = Object.entries(placesOf(partial)).flatMap(([name, source]) =>
    placeMistakes(name, source).map(({key, message}) =>
      errorDiagnostic({
        message,
        place: parsed.place(['places', name, ...key], key.length > 0 ? 'value' : 'key'),
      }),
    ),
  );
  const defaults = partial.documents.flatMap(({parsed: file, root: {place}}) => {
    if (typeof place !== 'string' || isKnown(partial, place)) return [];
    return [unknownPlace(partial, place, '`place`', file.place(['place'], 'value'))];
  });
  const ofCall =
    called === undefined || isKnown(partial, called) ? [] : [unknownPlace(partial, called, '`--place`')];
  return [...wrong, ...defaults, ...ofCall];
}

interface PlaceMistake {
  readonly key: readonly string[];
  readonly message: string;
}

function placeMistakes(name: string, source: PlaceSource): readonly PlaceMistake[] {
  const reserved =
    name === LOCAL
      ? [{key: [], message: '`local` is always the engine that `docker` uses; choose another name'}]
      : [];
  if (!('docker' in source)) return reserved;
  const {host, context, publish, certs} = source.docker;
  const mistakes: PlaceMistake[] = [];
  const add = (key: string, message: string): void => void mistakes.push({key: ['docker', key], message});
  if (host === undefined && context === undefined)
    mistakes.push({key: ['docker'], message: 'a Docker engine needs either a `host` or a `context`'});
  if (host !== undefined && context !== undefined)
    add('context', '`context` already has an address; leave out either `host` or `context`');
  if (publish !== undefined && host !== undefined && !host.startsWith('tcp:'))
    add('publish', '`publish` is only for engines at a `tcp://` address; leave it out');
  if (certs !== undefined && host?.startsWith('tcp:') !== true)
    add('certs', '`certs` is only for engines at a `tcp://` address; leave it out');
  return [...reserved, ...mistakes];
}

/** Further inputs of a place check: the pods of the file, and the place of the command line. */
interface PlaceCheck {
  readonly pods: Pods;
  readonly called: string | undefined;
}

/** Problems of the place of a task: an unknown place, unsupported keys, and uses of tasks at other places. */
export function checkTaskPlace(
  partial: PartialFile,
  task: PartialTask,
  {pods, called}: PlaceCheck,
): readonly Diagnostic[] {
  const {parsed} = partial;
  const {validTask, path} = task;
  if (!validTask) return [];
  const {name, path: said} = placementOf(partial, task, called);
  if (!isKnown(partial, name))
    return said?.[0] === 'tasks'
      ? [unknownPlace(partial, name, `task \`${task.name}\``, parsed.place(said, 'value'))]
      : [];
  const limits = limitsAt(partial, task, validTask.source, {pods, called});
  return [
    ...limits.map(({key, message}) =>
      errorDiagnostic({message, place: parsed.place([...path, ...key], 'value')}),
    ),
    ...apart(partial, task, {pods, called}),
  ];
}

/** Unsupported keys. An `exec` task is at the place of its container. */
function limitsAt(
  partial: PartialFile,
  task: PartialTask,
  source: TaskSource,
  {pods, called}: PlaceCheck,
): readonly PlaceProblem[] {
  const placed = 'exec' in source ? partial.tasks.get(source.exec.in) : task;
  const name = placed && placeNameOf(partial, placed, called);
  const place = name === undefined ? undefined : placesOf(partial)[name];
  if (name === undefined || !place) return [];
  const pod = pods.get(task.name);
  const position = pod && pod.others.length > 0 ? {...pod, joins: pod.first !== task.name} : undefined;
  return limitsOf(source, {name, source: place}, position);
}

/** Reports tasks that must be at the same place but are not. */
function apart(partial: PartialFile, task: PartialTask, {pods, called}: PlaceCheck): readonly Diagnostic[] {
  const {parsed, tasks} = partial;
  const own = placeNameOf(partial, task, called);
  return togetherWith(partial, pods, task).flatMap(({task: name, path}) => {
    const other = tasks.get(name);
    if (!other?.validTask || !KINDS.some(kind => kind in (other.validTask?.source ?? {}))) return [];
    const there = placeNameOf(partial, other, called);
    if (there === own) return [];
    const message = `task \`${task.name}\` is at place \`${own}\`, but \`${name}\` is at \`${there}\`; both must be at the same place`;
    const also = {message: `\`${name}\` is defined here`, place: parsed.place(other.path, 'key')};
    return [errorDiagnostic({message, place: parsed.place(path, 'value'), also})];
  });
}

function isKnown({names}: PartialFile, name: string): boolean {
  return name === LOCAL || names.places.includes(name);
}

function unknownPlace(
  {names}: PartialFile,
  name: string,
  where: string,
  place?: Diagnostic['place'],
): Diagnostic {
  const {text: hint, ...suggestion} = suggestionText(name, [...names.places, LOCAL], {
    otherwise: '; define it under `places`',
  });
  const message = `${where} names unknown place \`${name}\`${hint}`;
  return errorDiagnostic({message, ...(place && {place}), ...suggestion});
}

/** The keys of a task that its place does not support, determined without contacting the place. */
function limitsOf(task: TaskSource, {name, source}: NamedPlace, pod?: PodPosition): readonly PlaceProblem[] {
  return 'docker' in source
    ? dockerLimits(task, {name, source: source.docker})
    : kubernetesLimits(task, source.kubernetes, pod);
}
