import {accessSync} from 'node:fs';
import {join} from 'node:path';
import {hasCode} from '../vocabulary/caught-error.ts';
import {configFolder, given, listContexts, readConfig, readContext, readTls, type Tls} from './config.ts';
import type {EngineAt} from './docker.ts';
import {NoEngineError} from './no-engine.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace} from '../schema/places.ts';

/** The location of an engine, the source of the address, and how to connect. */
export interface EngineLocation {
  /** In the format of `DOCKER_HOST`. */
  readonly address: string;
  /** `DOCKER_HOST`, `the current context …`, `the default`. */
  readonly source: string;
  readonly tls?: Tls;
  /** The folder with the certificates, if the launch file sets one. */
  readonly certs?: string;
  /** Environment variables with which the `docker` command uses this engine. Absent if the environment already has them. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Inputs that determine the address of the engine. */
export interface EngineLookup {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/**
 * The user's engine, found in the order of Docker's CLI: `DOCKER_HOST`, the context in `DOCKER_CONTEXT`, the current
 * context in config.json, the platform's socket.
 * @throws NoEngineError for a context that does not exist, and for TLS without a CA certificate
 */
export function resolveEngine(lookup: EngineLookup): EngineLocation {
  const {env} = lookup;
  if (env.DOCKER_HOST) return ofEnvironment(env.DOCKER_HOST, 'DOCKER_HOST', lookup);
  if (env.DOCKER_CONTEXT) return ofContext(env.DOCKER_CONTEXT, '`DOCKER_CONTEXT`', lookup);
  const {currentContext} = readConfig(configFolder(env, lookup.home));
  if (currentContext) return ofContext(currentContext, 'the current context', lookup);
  return ofPlatform(lookup);
}

/** The engine of a place in the launch file. @throws NoEngineError as {@link resolveEngine} */
export function locatePlace(
  {name, source: {host, context = '', certs}}: NamedPlace<DockerPlace>,
  lookup: EngineLookup,
): EngineLocation {
  const source = `place \`${name}\``;
  if (host === undefined) {
    const variables = {DOCKER_HOST: undefined, DOCKER_CONTEXT: context};
    return {...ofContext(context, source, lookup), variables};
  }
  return certs === undefined
    ? {...ofEnvironment(host, source, lookup), variables: hostVariables(host)}
    : ofCertificates(host, certs, source);
}

function ofCertificates(address: string, certs: string, source: string): EngineLocation {
  const tls = readTls(certs, true);
  if (tls.ca === undefined)
    throw new NoEngineError({
      ...{address, source, why: `\`${join(certs, 'ca.pem')}\` cannot be read`},
      next: 'set `certs` to the folder with `ca.pem`, `cert.pem` and `key.pem`',
    });
  const variables = {...hostVariables(address), DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs};
  return {address, source, tls, certs, variables};
}

function hostVariables(address: string): NonNullable<EngineLocation['variables']> {
  return {DOCKER_HOST: address, DOCKER_CONTEXT: undefined};
}

/**
 * The engine at an address from a journal, with the certificates for it: those of the launch file, of the user's
 * engine, or of a context.
 */
export function locateEngine({engine: address, certs}: EngineAt, lookup: EngineLookup): EngineLocation {
  if (certs !== undefined) return ofCertificates(address, certs, 'the journal');
  const meant = usersEngine(lookup);
  if (meant?.address === address) return meant;
  const contexts = listContexts(configFolder(lookup.env, lookup.home));
  const context = contexts.find(({host}) => host === address);
  if (context) return {address, source: 'the journal', ...(context.tls && {tls: context.tls})};
  return ofEnvironment(address, 'the journal', lookup);
}

function usersEngine(lookup: EngineLookup): EngineLocation | undefined {
  try {
    return resolveEngine(lookup);
  } catch {
    return undefined;
  }
}

function ofEnvironment(address: string, source: string, {env, home}: EngineLookup): EngineLocation {
  if (!env.DOCKER_TLS_VERIFY || /^(unix|ssh|npipe):/.test(address)) return {address, source};
  const folder = given(env.DOCKER_CERT_PATH) ?? configFolder(env, home);
  const tls = readTls(folder, true);
  if (tls.ca === undefined)
    throw new NoEngineError({
      ...{
        address,
        source,
        why: `\`DOCKER_TLS_VERIFY\` is set, but \`${join(folder, 'ca.pem')}\` cannot be read`,
      },
      next: 'set `DOCKER_CERT_PATH` to the folder with `ca.pem`, `cert.pem` and `key.pem`',
    });
  return {address, source, tls};
}

function ofContext(name: string, source: string, lookup: EngineLookup): EngineLocation {
  if (name === 'default') return ofPlatform(lookup);
  const context = readContext(configFolder(lookup.env, lookup.home), name);
  if (context === undefined)
    throw new NoEngineError({
      address: `context \`${name}\``,
      source,
      why: 'the context does not exist',
      next: 'choose an existing context (list them with `docker context ls`)',
    });
  const {host: address, tls} = context;
  return {address, source: `context \`${name}\``, ...(tls && {tls})};
}

/** The first socket that exists, else the standard one. */
function ofPlatform({env, home, platform}: EngineLookup): EngineLocation {
  const sockets = [
    '/var/run/docker.sock',
    // Rootless Docker, and Docker Desktop on macOS and Linux.
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ];
  const source = 'the default';
  if (platform === 'win32') return {address: 'npipe:////./pipe/docker_engine', source};
  for (const socket of sockets) if (isThere(socket)) return {address: `unix://${socket}`, source};
  return {address: 'unix:///var/run/docker.sock', source};
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    return hasCode(error, 'EACCES');
  }
}
