import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** The parts of `$DOCKER_CONFIG` that bottle uses. */
export interface DockerConfig {
  readonly currentContext?: string;
  /** Log-ins by registry; `auth` is `user:password` in base64. */
  readonly auths?: Readonly<Record<string, {readonly auth?: string; readonly identitytoken?: string}>>;
  /** The program that keeps all log-ins, and those that keep the log-ins of one registry each. */
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** A context: an engine with a name. */
export interface DockerContext {
  readonly name: string;
  readonly host: string;
  readonly tls?: Tls;
}

/** How to speak TLS to an engine. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether to verify the engine's certificate. */
  readonly verify: boolean;
}

/** The folder: `$DOCKER_CONFIG`, else `~/.docker`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return given(env.DOCKER_CONFIG) ?? join(home, '.docker');
}

/** A variable that is set and not empty. */
export function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The contents of config.json; a missing or invalid one counts as empty, as for the `docker` command. */
export async function readConfig(folder: string): Promise<DockerConfig> {
  return (await readJson<DockerConfig>(join(folder, 'config.json'))) ?? {};
}

/** The problem of config.json, which the `docker` command then ignores; `undefined` if there is none. */
export async function configProblem(folder: string): Promise<string | undefined> {
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  try {
    if (text !== undefined) JSON.parse(text);
    return undefined;
  } catch (error) {
    const {message} = error as SyntaxError;
    return `${path} is not valid JSON, so its logins and current context are ignored: ${message}`;
  }
}

/**
 * The context of that name. Each has a folder named by the SHA-256 of its name under `contexts/meta`, and one with its
 * certificates under `contexts/tls` (docker/cli, cli/context/store).
 */
export async function readContext(folder: string, name: string): Promise<DockerContext | undefined> {
  return await readFolder(folder, createHash('sha256').update(name).digest('hex'));
}

/** All contexts. */
export async function listContexts(folder: string): Promise<readonly DockerContext[]> {
  const ids = await readdir(join(folder, 'contexts', 'meta')).catch(() => []);
  const contexts = await Promise.all(ids.map(async id => await readFolder(folder, id)));
  return contexts.filter(context => context !== undefined);
}

/** Those of `ca.pem`, `cert.pem` and `key.pem` that a folder has. */
export async function readTls(folder: string, verify: boolean): Promise<Tls> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map(
      async name => await readFile(join(folder, name), 'utf8').catch(() => undefined),
    ),
  );
  return {
    verify,
    ...(ca !== undefined && {ca}),
    ...(cert !== undefined && {cert}),
    ...(key !== undefined && {key}),
  };
}

interface ContextFile {
  readonly Name: string;
  readonly Endpoints?: {readonly docker?: {readonly Host?: string; readonly SkipTLSVerify?: boolean}};
}

async function readFolder(folder: string, id: string): Promise<DockerContext | undefined> {
  const meta = await readJson<ContextFile>(join(folder, 'contexts', 'meta', id, 'meta.json'));
  const {Host: host, SkipTLSVerify: skip = false} = meta?.Endpoints?.docker ?? {};
  if (meta === undefined || host === undefined) return undefined;
  const tls = await readTls(join(folder, 'contexts', 'tls', id, 'docker'), !skip);
  const isTls = skip || tls.ca !== undefined || tls.cert !== undefined;
  return {name: meta.Name, host, ...(isTls && {tls})};
}

async function readJson<Shape>(path: string): Promise<Shape | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Shape;
  } catch {
    return undefined;
  }
}
