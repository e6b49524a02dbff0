import {access} from 'node:fs/promises';
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
export async function resolveEngine(lookup: EngineLookup): Promise<EngineLocation> {
  const {env} = lookup;
  if (env.DOCKER_HOST) return await ofEnvironment(env.DOCKER_HOST, 'DOCKER_HOST', lookup);
  if (env.DOCKER_CONTEXT) return await ofContext(env.DOCKER_CONTEXT, '`DOCKER_CONTEXT`', lookup);
  const {currentContext} = await readConfig(configFolder(env, lookup.home));
  if (currentContext) return await ofContext(currentContext, 'the current context', lookup);
  return await ofPlatform(lookup);
}

/** The engine of a place in the launch file. @throws NoEngineError as {@link resolveEngine} */
export async function locatePlace(
  {name, source: {host, context = '', certs}}: NamedPlace<DockerPlace>,
  lookup: EngineLookup,
): Promise<EngineLocation> {
  const source = `place \`${name}\``;
  if (host === undefined) {
    const variables = {DOCKER_HOST: undefined, DOCKER_CONTEXT: context};
    return {...(await ofContext(context, source, lookup)), variables};
  }
  return certs === undefined
    ? {...(await ofEnvironment(host, source, lookup)), variables: hostVariables(host)}
    : await ofCertificates(host, certs, source);
}

async function ofCertificates(address: string, certs: string, source: string): Promise<EngineLocation> {
  const tls = await readTls(certs, true);
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
export async function locateEngine(
  {engine: address, certs}: EngineAt,
  lookup: EngineLookup,
): Promise<EngineLocation> {
  if (certs !== undefined) return await ofCertificates(address, certs, 'the journal');
  const meant = await resolveEngine(lookup).catch(() => undefined);
  if (meant?.address === address) return meant;
  const contexts = await listContexts(configFolder(lookup.env, lookup.home));
  const context = contexts.find(({host}) => host === address);
  if (context) return {address, source: 'the journal', ...(context.tls && {tls: context.tls})};
  return await ofEnvironment(address, 'the journal', lookup);
}

async function ofEnvironment(
  address: string,
  source: string,
  {env, home}: EngineLookup,
): Promise<EngineLocation> {
  if (!env.DOCKER_TLS_VERIFY || /^(unix|ssh|npipe):/.test(address)) return {address, source};
  const folder = given(env.DOCKER_CERT_PATH) ?? configFolder(env, home);
  const tls = await readTls(folder, true);
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

async function ofContext(name: string, source: string, lookup: EngineLookup): Promise<EngineLocation> {
  if (name === 'default') return await ofPlatform(lookup);
  const context = await readContext(configFolder(lookup.env, lookup.home), name);
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
async function ofPlatform({env, home, platform}: EngineLookup): Promise<EngineLocation> {
  const sockets = [
    '/var/run/docker.sock',
    // Rootless Docker, and Docker Desktop on macOS and Linux.
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ];
  const source = 'the default';
  if (platform === 'win32') return {address: 'npipe:////./pipe/docker_engine', source};
  for (const socket of sockets) if (await isThere(socket)) return {address: `unix://${socket}`, source};
  return {address: 'unix:///var/run/docker.sock', source};
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    (error: unknown) => hasCode(error, 'EACCES'),
  );
}
