import type {LaunchFile, Task} from '../model/launch-file.ts';
import {environmentOfSecrets} from '../model/dotenv.ts';
import {secretsGiven} from '../config/analysis/secret-outputs.ts';
import {values} from '../values/resolve.ts';
import type {Values, ValueSource} from '../values/value-source.ts';
import {entryFor} from '../vocabulary/ids.ts';
import {fileScopes, type FileScopes} from './file-scopes.ts';
import type {Selection} from './selection.ts';

/** Inputs for the values of a plan. */
export interface ValueFacts {
  readonly launch: LaunchFile;
  /** Outputs supplied by the caller. */
  readonly given: Selection['given'];
  /** The environment of bottle itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The values of `${{ }}` before a run, without outputs and secrets. */
export function plannedScopes({launch, given, env}: ValueFacts): FileScopes {
  return fileScopes(launch, {
    ...{env, secrets: {}, run: {name: launch.name}},
    outputs: task => entryFor(given, task),
  });
}

/** Resolves strings for a plan, with `‹after db›` for an output of a task and `‹secret TOKEN›` for a secret. */
export function plannedValues(facts: ValueFacts): (task?: Task) => Values {
  const scopes = plannedScopes(facts);
  const masked = [...secretVariables(facts), ...secretsGiven(facts.launch, facts.given)];
  return task => {
    const known = task ? scopes.ofTask(task) : scopes.root;
    const lookup: ValueSource['lookup'] = path =>
      masked.reduce<string | undefined>(
        (text, {value, name}) => text?.replaceAll(value, secretText(name)),
        known.lookup(path),
      );
    return values({...known, lookup}, placeholder);
  };
}

/** Environment variables that are secrets. They are masked because the file can also read them as `${{ env.TOKEN }}`. */
function secretVariables({launch, ...facts}: ValueFacts): {readonly name: string; readonly value: string}[] {
  const env = environmentOfSecrets(launch, facts.env);
  return Object.entries(launch.secrets).flatMap(([name, source]) => {
    const value = 'env' in source ? env[source.env] : undefined;
    return value ? [{name, value}] : [];
  });
}

function placeholder([root = '', ...names]: readonly string[]): string {
  if (root === 'tasks') return `‹after ${names[0] ?? ''}›`;
  return root === 'secrets' ? secretText(names.join('.')) : `‹${[root, ...names].join('.')}›`;
}

function secretText(name: string): string {
  return `‹secret ${name}›`;
}
