import {createHash} from 'node:crypto';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {readText} from '../state/read-text.ts';

/** The parts of `$DOCKER_CONFIG` that bottle uses. */
export interface DockerConfig {
  readonly currentContext?: string;
  /** Logins by registry; `auth` is `user:password` in base64. */
  readonly auths?: Readonly<Record<string, {readonly auth?: string; readonly identitytoken?: string}>>;
  /** The credential helper for all registries, and the helpers for individual registries. */
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** A Docker context: a named engine. */
export interface DockerContext {
  readonly name: string;
  readonly host: string;
  readonly tls?: Tls;
}

/** TLS settings for an engine. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether to verify the engine's certificate. */
  readonly verify: boolean;
}

/** Docker's configuration folder: `$DOCKER_CONFIG`, else `~/.docker`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return given(env.DOCKER_CONFIG) ?? join(home, '.docker');
}

/** The value of a variable; `undefined` if it is not set or empty. */
export function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The contents of config.json. A missing or invalid file counts as empty, as with the `docker` command. */
export function readConfig(folder: string): DockerConfig {
  return (readJson(join(folder, 'config.json')) as DockerConfig | undefined) ?? {};
}

/** The reason why config.json is invalid; `undefined` if it is valid or missing. The `docker` command ignores an invalid file. */
export function configProblem(folder: string): string | undefined {
  const path = join(folder, 'config.json');
  const text = readText(path);
  try {
    if (text !== undefined) JSON.parse(text);
    return undefined;
  } catch (error) {
    const {message} = error as SyntaxError;
    return `${path} is not valid JSON, so its logins and current context are ignored: ${message}`;
  }
}

/**
 * The context with this name. Each context has a folder in `contexts/meta`, named after the SHA-256 of its name, and a
 * folder with the same name for its certificates in `contexts/tls` (docker/cli, cli/context/store).
 */
export function readContext(folder: string, name: string): DockerContext | undefined {
  return readFolder(folder, createHash('sha256').update(name).digest('hex'));
}

export function listContexts(folder: string): readonly DockerContext[] {
  const ids = contextIds(folder);
  return ids.map(id => readFolder(folder, id)).filter(context => context !== undefined);
}

function contextIds(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, 'contexts', 'meta'));
  } catch {
    return [];
  }
}

/** Reads `ca.pem`, `cert.pem` and `key.pem` from a folder, if they exist. */
export function readTls(folder: string, verify: boolean): Tls {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map(name => readText(join(folder, name)));
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

function readFolder(folder: string, id: string): DockerContext | undefined {
  const path = join(folder, 'contexts', 'meta', id, 'meta.json');
  const meta = readJson(path) as ContextFile | undefined;
  const {Host: host, SkipTLSVerify: skip = false} = meta?.Endpoints?.docker ?? {};
  if (meta === undefined || host === undefined) return undefined;
  const tls = readTls(join(folder, 'contexts', 'tls', id, 'docker'), !skip);
  const isTls = skip || tls.ca !== undefined || tls.cert !== undefined;
  return {name: meta.Name, host, ...(isTls && {tls})};
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readText(path) ?? '');
  } catch {
    return undefined;
  }
}
