import {readFileSync} from 'node:fs';
import {parseDocument} from 'yaml';
import type {Candidate} from './candidate.ts';

/** The names in a launch file that one may have to type. */
export interface LaunchNames {
  readonly tasks: readonly Candidate[];
  readonly tags: readonly string[];
  readonly vars: readonly string[];
  readonly profiles: readonly string[];
}

/** The names in a launch file, as far as it can be read; errors are not reported while a command is being typed. */
export function launchNames(path: string | undefined): LaunchNames {
  const {tasks, vars, profiles} = mapOf(path === undefined ? undefined : readYaml(path));
  const all = Object.entries(mapOf(tasks)).map(([name, task]): NamedTask => ({...mapOf(task), name}));
  return {
    tasks: all.map(({name, description}) => ({
      value: name,
      description: typeof description === 'string' ? description : '',
    })),
    tags: [...new Set(all.flatMap(({tags}) => (Array.isArray(tags) ? tags.map(String) : [])))],
    vars: Object.keys(mapOf(vars)),
    profiles: Object.keys(mapOf(profiles)),
  };
}

interface NamedTask {
  readonly name: string;
  readonly description?: unknown;
  readonly tags?: unknown;
}

function readYaml(path: string): unknown {
  try {
    return parseDocument(readFileSync(path, 'utf8'), {merge: true, logLevel: 'silent'}).toJS();
  } catch {
    return undefined;
  }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
