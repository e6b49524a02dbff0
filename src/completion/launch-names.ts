import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Parse} from '../config/yaml/parse.ts';
import type {Candidate} from './candidate.ts';

/** The names in a launch file that a user may type. */
export interface LaunchNames {
  readonly tasks: readonly Candidate[];
  readonly tags: readonly string[];
  readonly vars: readonly string[];
  readonly profiles: readonly string[];
  readonly places: readonly string[];
}

/** The readable names in a launch file; errors are not reported while a command is being typed. */
export function launchNames(path: string | undefined, parse: Parse): LaunchNames {
  return path === undefined
    ? {tasks: [], tags: [], vars: [], profiles: [], places: []}
    : namesIn(path, [], parse);
}

/** @param way the files that include it */
function namesIn(path: string, way: readonly string[], parse: Parse): LaunchNames {
  const {tasks, vars, profiles, places, include} = mapOf(readYaml(path, parse));
  const all = Object.entries(mapOf(tasks)).map(([name, task]): NamedTask => ({...mapOf(task), name}));
  const included = (Array.isArray(include) ? include : [include]).flatMap(each =>
    includedNames(each, {from: path, way, parse}),
  );
  return {
    tasks: [
      ...all.map(({name, description}) => ({
        value: name,
        description: typeof description === 'string' ? description : '',
      })),
      ...included.flatMap(names => names.tasks),
    ],
    tags: [
      ...new Set([
        ...all.flatMap(({tags}) => (Array.isArray(tags) ? tags.map(String) : [])),
        ...included.flatMap(({tags}) => tags),
      ]),
    ],
    vars: [...Object.keys(mapOf(vars)), ...included.flatMap(names => names.vars)],
    profiles: Object.keys(mapOf(profiles)),
    places: [...Object.keys(mapOf(places)), ...included.flatMap(names => names.places)],
  };
}

interface Including {
  readonly from: string;
  /** The files that include it. */
  readonly way: readonly string[];
  readonly parse: Parse;
}

/** The names of an included file, with their prefix. */
function includedNames(include: unknown, {from, way, parse}: Including): readonly LaunchNames[] {
  const {path: paths, prefix} =
    typeof include === 'string' ? {path: include, prefix: undefined} : mapOf(include);
  const path: unknown = Array.isArray(paths) ? paths[0] : paths;
  if (typeof path !== 'string') return [];
  const file = resolve(dirname(from), path);
  if (file === from || way.includes(file)) return [];
  const {tasks, vars, places, ...names} = namesIn(file, [...way, from], parse);
  const start = typeof prefix === 'string' ? `${prefix}-` : '';
  return [
    {
      ...names,
      tasks: tasks.map(({value, ...task}) => ({...task, value: start + value})),
      vars: vars.map(name => start + name),
      places: places.map(name => start + name),
    },
  ];
}

interface NamedTask {
  readonly name: string;
  readonly description?: unknown;
  readonly tags?: unknown;
}

function readYaml(path: string, parse: Parse): unknown {
  try {
    const read = parse(path, readFileSync(path, 'utf8'));
    return ('parsed' in read ? read.parsed : read.readable)?.value;
  } catch {
    return undefined;
  }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
