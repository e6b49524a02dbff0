import {basename, resolve} from 'node:path';
import type {PlaceSource} from '../schema/places.ts';
import type {LaunchFileSource, TaskSource} from '../schema/launch-file.ts';
import type {Scalars} from '../schema/values.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {taskName, type TaskName} from '../vocabulary/ids.ts';
import {parseCondition} from '../values/condition.ts';
import {isMap} from './yaml/errors-below.ts';
import {bindTask, type BoundTask, type Kinds} from '../tasks/bound-task.ts';
import {documentOf, type PartialDocument, type PartialFile} from './analysis/partial-file.ts';
import type {PartialTask} from './analysis/partial-task.ts';
import type {ChosenProfiles} from './composition/profiles.ts';
import {withImageId, type ImageTags} from './analysis/image-tags.ts';
import {placeNameOf} from './analysis/places.ts';
import {withPodNetwork, type Pods} from './analysis/pods.ts';
import {withVolumeNames, type VolumeTasks} from './analysis/volume-names.ts';
import type {Edge, LaunchFile, SourceFile, Task} from '../model/launch-file.ts';
import {envFilePositions} from './env-file-positions.ts';
import type {KeyPath, ParsedFile} from './yaml/parsed-file.ts';

interface Given {
  /** Variables of profiles and of the command line. */
  readonly vars: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly profiles: ChosenProfiles & {readonly names: readonly string[]};
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  readonly tags: ImageTags;
  readonly volumes: VolumeTasks;
  readonly pods: Pods;
  /** The place given by `--place`. */
  readonly place: string | undefined;
}

/** Converts a file without errors to a launch file. */
export function launchFile(file: PartialFile, given: Given): LaunchFile {
  const {vars, files, profiles, edges, tags, volumes, pods, place} = given;
  const {parsed, kinds, tasks, documents} = file;
  const source = parsed.value as LaunchFileSource;
  const sources = sourceFilesOf(documents);
  const [root] = sources.get(documents[0]) ?? [sourceFile(documents[0])];
  const until = profiles.until ?? source.until;
  return {
    ...root,
    ...{files, profiles: profiles.names, profileTags: profiles.tags},
    name: source.name ?? basename(root.dir),
    vars: {...textsOf(parsed, ['vars'], source.vars ?? {}), ...vars},
    foregroundEnv: textsOf(parsed, ['foreground', 'env'], source.foreground?.env ?? {}),
    secrets: source.secrets ?? {},
    places: Object.fromEntries(
      Object.entries(source.places ?? {}).map(([name, each]) => [name, withAbsolutePaths(each, root.dir)]),
    ),
    jobs: source.jobs ?? DEFAULT_JOBS,
    ...(until !== undefined && {until: taskName(until)}),
    ...(source.stop_timeout !== undefined && {stopTimeoutMs: parseDuration(source.stop_timeout)}),
    tasks: new Map(
      [...tasks.values()].map(task =>
        taskEntry(parsed, task, {
          ...{needs: edges.get(task.name) ?? [], kinds, tags, volumes, pods},
          placeName: placeNameOf(file, task, place),
          sourceFiles: sources.get(documentOf(file, task.name)) ?? [root],
        }),
      ),
    ),
  };
}

/** Paths are relative to the root; paths of included files were adapted before. */
function withAbsolutePaths(source: PlaceSource, dir: string): PlaceSource {
  if ('docker' in source) {
    const {certs} = source.docker;
    return {docker: {...source.docker, ...(certs !== undefined && {certs: resolve(dir, certs)})}};
  }
  const {kubeconfig} = source.kubernetes;
  return {
    kubernetes: {
      ...source.kubernetes,
      ...(kubeconfig !== undefined && {kubeconfig: resolve(dir, kubeconfig)}),
    },
  };
}

type SourceFiles = Task['sourceFiles'];

/** For each document, the files that include it, followed by its own file. */
function sourceFilesOf(documents: PartialFile['documents']): ReadonlyMap<PartialDocument, SourceFiles> {
  const known = new Map<PartialDocument, SourceFiles>();
  for (const document of documents) {
    const outer = document.parent && known.get(document.parent);
    known.set(document, outer ? [...outer, sourceFile(document)] : [sourceFile(document)]);
  }
  return known;
}

function sourceFile({parsed, dir, dotenv}: PartialDocument): SourceFile {
  const {env = {}, env_file: envFiles = []} = parsed.value as LaunchFileSource;
  return {
    ...{path: parsed.path, dir, env: textsOf(parsed, ['env'], env), envFiles},
    ...(envFiles.length > 0 && {envFilesAt: envFilePositions(parsed, ['env_file'], envFiles)}),
    dotenv: {variables: dotenv.variables, isExported: dotenv.isExported},
  };
}

/** The default maximum number of tasks starting at the same time. */
const DEFAULT_JOBS = 64;

interface TaskContext {
  readonly needs: readonly Edge[];
  readonly placeName: string;
  readonly kinds: Kinds;
  readonly tags: ImageTags;
  readonly volumes: VolumeTasks;
  readonly pods: Pods;
  readonly sourceFiles: SourceFiles;
}

function taskEntry(
  parsed: ParsedFile,
  {name, path, validTask}: PartialTask,
  {needs, kinds, tags, volumes, pods, sourceFiles, placeName}: TaskContext,
): [TaskName, Task] {
  const source = validTask && withImageId(withTexts(parsed, path, validTask), tags);
  const named = source && withPodNetwork(withVolumeNames(source, volumes), pods, name);
  const bound = named && bindTask(named, kinds);
  if (bound === undefined) throw new Error(`task ${name} is invalid, but no error was reported`);
  const place = parsed.place(path, 'key');
  const condition = bound.source.if === undefined ? {} : {condition: parseCondition(bound.source.if)};
  const pod = pods.get(name);
  const podSiblings = pod?.first === name ? {podSiblings: pod.others} : {};
  const envFilesAt = envFilesOfTask(parsed, path, bound);
  return [
    name,
    Object.assign(bound, {
      ...{name, needs, place, placeName, sourceFiles, ...condition, ...podSiblings},
      ...(envFilesAt && {envFilesAt}),
    }),
  ];
}

function envFilesOfTask(
  parsed: ParsedFile,
  path: KeyPath,
  {kind, source}: BoundTask,
): Task['envFilesAt'] | undefined {
  const ofKind = 'container' in source ? source.container.env_file : undefined;
  if (source.env_file === undefined && ofKind === undefined) return undefined;
  return {
    task: envFilePositions(parsed, [...path, 'env_file'], source.env_file),
    kind: envFilePositions(parsed, [...path, kind.name, 'env_file'], ofKind),
  };
}

/** Keeps numbers in maps such as `env` as written (`1.10`), in the task and in its kind's map. */
function withTexts(parsed: ParsedFile, path: PartialTask['path'], {kind, source}: BoundTask): TaskSource {
  const whole = scalarsAsTexts(parsed, path, source);
  const own: unknown = Reflect.get(source, kind.name);
  if (!isMap(own)) return whole;
  const texts = scalarsAsTexts(parsed, [...path, kind.name], own);
  return texts === own ? whole : {...whole, [kind.name]: texts};
}

function scalarsAsTexts<T extends object>(parsed: ParsedFile, path: KeyPath, map: T): T {
  const keys = mapsOfScalars.filter(key => isMap(Reflect.get(map, key)));
  if (keys.length === 0) return map;
  const texts = keys.map(key => [key, textsOf(parsed, [...path, key], Reflect.get(map, key) as Scalars)]);
  return {...map, ...Object.fromEntries(texts)} as T;
}

const mapsOfScalars = ['env', 'labels', 'args', 'annotations', 'driver_opts', 'storage_opt', 'sysctls'];

/** A map of scalars as strings. Numbers and booleans are kept as written: `1.10`, not `1.1`. */
function textsOf(parsed: ParsedFile, path: KeyPath, scalars: Scalars): Record<string, string> {
  const entries = Object.entries(scalars).map(([name, value]) => {
    return [name, typeof value === 'string' ? value : parsed.source([...path, name]).trim()] as const;
  });
  return Object.fromEntries(entries);
}
