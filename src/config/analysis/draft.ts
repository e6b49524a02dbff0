import type {TaskSource} from '../../schema/launch-file.ts';
import type {Kind, KindName} from '../../tasks/kind.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import {brokenBy, isMap, type Plain} from '../yaml/broken.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** A file whose shape has been checked, maybe with errors: what of it can still be judged. */
export interface Draft {
  readonly parsed: ParsedFile;
  readonly kinds: Kinds;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file beside the launch file; `undefined` if it cannot be read. */
  readonly readText: (path: string) => string | undefined;
  /** The keys at the root whose values have the right shape; `tasks` aside. */
  readonly root: Plain;
  /** In file order. */
  readonly tasks: ReadonlyMap<string, DraftTask>;
  /** The names under `tasks`, `vars`, `env` and `secrets`, also where a value has a wrong shape. */
  readonly names: {
    readonly tasks: readonly string[];
    readonly vars: readonly string[];
    readonly env: readonly string[];
    readonly secrets: readonly string[];
  };
}

export type Kinds = {readonly [Name in KindName]: Kind<Name>};

/** A task of a draft. */
export interface DraftTask {
  readonly name: string;
  readonly path: readonly ['tasks', string];
  /** The keys whose values have the right shape. */
  readonly keys: Plain;
  /** The whole task, where nothing in it has a wrong shape. */
  readonly sound?: SoundTask;
}

export interface SoundTask {
  /** What it knows of a task, it is asked with `source`, which is of this kind. */
  readonly kind: Kind;
  readonly source: TaskSource;
}

/** @param misshapen what is wrong with the file's shape; what it touches is left out */
export function draft(
  parsed: ParsedFile,
  misshapen: readonly Diagnostic[],
  given: Pick<Draft, 'kinds' | 'env' | 'readText'>,
): Draft {
  const file = mapOf(parsed.value);
  const isBroken = brokenBy(
    parsed,
    misshapen.flatMap(({place}) => place ?? []),
  );
  const isSound = (path: readonly string[], value: unknown) => !isBroken(path, value);
  const root = Object.entries(file).filter(([key, value]) => key !== 'tasks' && isSound([key], value));
  const tasks = Object.entries(mapOf(file.tasks)).map(([name, value]) => {
    const path = ['tasks', name] as const;
    const whole = Object.entries(mapOf(value));
    const keys = Object.fromEntries(whole.filter(([key, part]) => isSound([...path, key], part)));
    const sound = isSound(path, value) ? soundTask(keys as unknown as TaskSource, given.kinds) : undefined;
    return [name, {name, path, keys, ...(sound && {sound})}] as const;
  });
  const names = (section: string) => Object.keys(mapOf(file[section]));
  return {
    ...given,
    parsed,
    root: Object.fromEntries(root),
    tasks: new Map(tasks),
    names: {tasks: names('tasks'), vars: names('vars'), env: names('env'), secrets: names('secrets')},
  };
}

/** Whether a name stands under one of these keys of the root, whatever its value is. */
export function isNamed({parsed}: Draft, section: 'vars' | 'env' | 'secrets', name: string): boolean {
  return Object.hasOwn(mapOf(mapOf(parsed.value)[section]), name);
}

function soundTask(source: TaskSource, kinds: Kinds): SoundTask | undefined {
  const kind = Object.values(kinds).find(({name}) => name in source);
  return kind && {kind, source};
}

function mapOf(value: unknown): Plain {
  return isMap(value) ? value : {};
}
