import {readFile} from 'node:fs/promises';
import {delimiter, dirname, join, resolve} from 'node:path';
import {parse} from 'yaml';
import {ifExists} from '../../processes/expected-error.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {KubernetesError} from './problem.ts';

/** The merged entries of one or more kubeconfig files; for each name, the first entry applies. */
export interface Kubeconfig {
  /** All files that were read. */
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

/** The keys of the files, see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/. */
export interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

export interface ClusterEntry extends FromFile {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

export interface UserEntry extends FromFile {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly exec?: ExecEntry;
  readonly 'auth-provider'?: {readonly name?: string};
}

export interface ExecEntry {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly {readonly name: string; readonly value: string}[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
}

/** The folder of the file that contains the entry; paths are relative to it. */
interface FromFile {
  readonly folder: string;
}

/** The locations of kubeconfig files. */
export interface KubeconfigPlaces {
  /** If set, the only file to read. */
  readonly path?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Reads `path`, else the files of `KUBECONFIG`, else `~/.kube/config`. Missing files are skipped unless `path` names one.
 * @throws KubernetesError `no-access`
 */
export async function readKubeconfig(places: KubeconfigPlaces): Promise<Kubeconfig> {
  const read = await Promise.all(pathsOf(places).map(async path => await readOne(path)));
  const files = read.filter(file => file !== undefined);
  if (places.path !== undefined && files.length === 0)
    throw unusable(places.path, 'the file does not exist', 'correct the path of the kubeconfig');
  const currentContext = files.map(({current}) => current).find(name => name !== undefined && name !== '');
  return {
    files: files.map(({path}) => path),
    ...(currentContext !== undefined && {currentContext}),
    contexts: firstOfEach(files.flatMap(({contexts}) => contexts)),
    clusters: firstOfEach(files.flatMap(({clusters}) => clusters)),
    users: firstOfEach(files.flatMap(({users}) => users)),
  };
}

function pathsOf({path, env: {KUBECONFIG = ''}, home}: KubeconfigPlaces): readonly string[] {
  if (path !== undefined) return [path];
  const listed = KUBECONFIG.split(delimiter).filter(Boolean);
  return listed.length > 0 ? [...new Set(listed)] : [join(home, '.kube', 'config')];
}

type Named<Entry> = readonly [name: string, entry: Entry];

interface OneFile {
  readonly path: string;
  readonly current?: string;
  readonly contexts: readonly Named<ContextEntry>[];
  readonly clusters: readonly Named<ClusterEntry>[];
  readonly users: readonly Named<UserEntry>[];
}

async function readOne(path: string): Promise<OneFile | undefined> {
  const text = await ifExists(readFile(path, 'utf8')).catch((error: unknown) => {
    throw unusable(path, `it cannot be read: ${messageOf(error)}`, 'make the file readable');
  });
  if (text === undefined) return undefined;
  const file = parsed(path, text);
  const current = file['current-context'];
  const folder = dirname(resolve(path));
  const entries = <Entry>(list: string, key: string): readonly Named<Entry>[] =>
    entriesOf(file[list]).map(entry => [String(entry.name), {...(entry[key] as Entry), folder}]);
  return {
    path,
    ...(typeof current === 'string' && {current}),
    contexts: entries<ContextEntry>('contexts', 'context'),
    clusters: entries<ClusterEntry>('clusters', 'cluster'),
    users: entries<UserEntry>('users', 'user'),
  };
}

type AnyMap = Readonly<Record<string, unknown>>;

function parsed(path: string, text: string): AnyMap {
  try {
    const file: unknown = parse(text) ?? {};
    if (isMap(file)) return file;
  } catch (error) {
    const [line = ''] = messageOf(error).split('\n');
    throw unusable(path, `it is not valid YAML: ${line}`, 'correct the file');
  }
  throw unusable(path, 'it is not a map', 'correct the file');
}

function entriesOf(list: unknown): readonly AnyMap[] {
  return Array.isArray(list) ? list.filter(isMap) : [];
}

function isMap(value: unknown): value is AnyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOfEach<Entry>(entries: readonly Named<Entry>[]): ReadonlyMap<string, Entry> {
  return new Map(entries.toReversed());
}

function unusable(path: string, why: string, next: string): KubernetesError {
  return new KubernetesError({problem: 'no-access', source: `\`${path}\``, why, next});
}
