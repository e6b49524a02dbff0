import type {ValueSource} from './value-source.ts';

/** The values of references. */
export interface ScopeFacts {
  readonly vars: Texts;
  /**
   * The environment of bottle itself, without the file's `env`. An unset variable reads as the empty string, which makes `env.X
   * || 'default'` work.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: Texts;
  /** Facts about the run, as far as they are known. */
  readonly run?: Readonly<Partial<Record<RunKey, string>>>;
  readonly file: Readonly<Record<FileKey, string>>;
  readonly host: Readonly<Record<HostKey, string>>;
  /** The outputs of a task, with dotted names (`log.port`); `undefined` until they are known. */
  readonly outputs: (task: string) => Texts | undefined;
}

type Texts = Readonly<Record<string, string>>;
type RunKey = (typeof scopeKeys.run)[number];
type FileKey = (typeof scopeKeys.file)[number];
type HostKey = (typeof scopeKeys.host)[number];

/** The names below the roots that have fixed names: `run.id`, `host.arch`. */
export const scopeKeys = {
  run: ['id', 'name', 'dir', 'copy'],
  file: ['dir'],
  host: ['os', 'arch', 'cpus', 'uid', 'gid'],
} as const;

/** The roots of references. */
export const scopeRoots = ['tasks', 'vars', 'env', 'secrets', 'run', 'file', 'host'] as const;

type Root = (typeof scopeRoots)[number];

export function isRoot(name: string): name is Root {
  return scopeRoots.some(root => root === name);
}

/** The values of `tasks.<name>.<output>`, `vars`, `env`, `secrets`, `run`, `file` and `host`. */
export function scope(facts: ScopeFacts): ValueSource {
  return {
    lookup: ([root, ...names]) => lookup(facts, root, names),
    isSet: ([, ...names]) => own(facts.env, names.join('.')) !== undefined,
  };
}

function lookup(facts: ScopeFacts, root: string | undefined, names: readonly string[]): string | undefined {
  if (root === undefined || !isRoot(root)) return undefined;
  if (root === 'tasks') {
    const [task = '', ...output] = names;
    return own(facts.outputs(task), output.join('.'));
  }
  const value = own(facts[root], names.join('.'));
  return root === 'env' ? (value ?? '') : value;
}

/** Looks up own properties only: a user's name may be `constructor`. */
function own(
  record: Readonly<Record<string, string | undefined>> | undefined,
  name: string,
): string | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
