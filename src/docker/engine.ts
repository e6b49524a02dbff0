import {dropConnections} from '../processes/closing-agent.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {connectionTo, dockerodeOptions, type Connection} from './connection.ts';
import {configFolder, configProblem} from './config.ts';
import type {Docker, Engine} from './docker.ts';
import {
  resolveEngine,
  locateEngine,
  locatePlace,
  type EngineLocation,
  type EngineLookup,
} from './engine-location.ts';
import {engineLink, type EngineLink} from './engine-link.ts';
import {eventStream} from './event-stream.ts';
import {BRIEF_MS} from '../polling/response-deadline.ts';
import {firstPing, type PingLimits} from './first-ping.ts';
import {noEngine, NoEngineError} from './no-engine.ts';
import {ping} from './ping.ts';
import {allLogins, loginFor} from './registry-login.ts';

export interface DockerServices extends EngineLookup {
  readonly clock: Clock;
  /** Aborted when the run begins to stop. From then on, nothing waits for engines that have never responded. */
  readonly stopping?: AbortSignal;
}

/**
 * The engines of one run. Each is connected once, when a task first needs it. `close` closes open connections and
 * cancels pings.
 */
export function createDocker(services: DockerServices): Docker & {close(): void} {
  const engines = new Map<string, Promise<OpenEngine>>();
  const {stopping} = services;
  const silent = new Map<string, NoEngineError>();
  const over = new AbortController();
  const connected = (place: EngineLocation): Promise<OpenEngine> => {
    const key = `${place.address} ${place.certs ?? ''}`;
    const known = engines.get(key);
    if (known) return known;
    const last = stopping?.aborted ? silent.get(key) : undefined;
    if (last) return Promise.reject(last);
    const engine = connect(place, services, {
      ...(silent.has(key) && {limitMs: BRIEF_MS}),
      ...{stopping, closed: over.signal},
    });
    engines.set(key, engine);
    engine.then(
      () => silent.delete(key),
      (error: unknown) => {
        // A task that is retried connects again.
        engines.delete(key);
        if (error instanceof NoEngineError && error.isSilent) silent.set(key, error);
      },
    );
    return engine;
  };
  return {
    engine: async task => await forTask(task, async () => await connected(resolveEngine(services))),
    engineOf: async (place, task) =>
      await forTask(task, async () => await connected(locatePlace(place, services))),
    engineAt: async (address, task) =>
      await forTask(task, async () => await connected(locateEngine(address, services))),
    close() {
      over.abort();
      for (const engine of engines.values())
        engine.then(
          ({close}) => close(),
          () => undefined,
        );
    },
  };
}

type OpenEngine = Engine & {close(): void};

async function connect(
  place: EngineLocation,
  services: DockerServices,
  limits: Omit<PingLimits, 'clock'>,
): Promise<OpenEngine> {
  const {env, clock} = services;
  const connection = connectionTo(place, env);
  const {engineTime, software, apiVersion} = await firstPing(place, connection, {clock, ...limits});
  const askedAt = clock.now();
  const closed = new AbortController();
  const link = isFar(place) ? linkTo(place, connection, {clock, closed: closed.signal}) : undefined;
  const loginProblem = configProblem(configFolder(env, services.home));
  const {default: Dockerode} = await import('dockerode');
  const api = create(() => new Dockerode(dockerodeOptions(connection)), place);
  const {follow, close} = eventStream({
    api,
    clock,
    engineTime: () => engineTime + Math.floor((clock.now() - askedAt) / 1000),
  });
  return {
    address: place.address,
    ...(place.certs !== undefined && {certs: place.certs}),
    ...(connection.ssh && {ssh: connection.ssh}),
    ...(link && {link}),
    software,
    apiVersion,
    api,
    env: {...env, ...place.variables},
    ...(loginProblem !== undefined && {loginProblem}),
    login: async registry => await loginFor(registry, services),
    logins: async () => await allLogins(services),
    follow,
    close() {
      closed.abort();
      close();
      connection.agent.destroy();
    },
  };
}

/** Whether an engine is on another machine, judging by its address. */
function isFar({address}: EngineLocation): boolean {
  return !/^(unix:|npipe:|(tcp:\/\/)?(127\.|localhost|\[::1\]))/.test(address);
}

function linkTo(
  place: EngineLocation,
  connection: Connection,
  {clock, closed}: {readonly clock: Clock; readonly closed: AbortSignal},
): EngineLink {
  return engineLink({
    ping: async signal => await ping(place, connection, signal),
    drop: () => dropConnections(connection.agent),
    // ssh itself detects dropped connections.
    isSilent: connection.ssh === undefined,
    ...{closed, clock},
  });
}

/** Creates the client. dockerode always reads the files in `DOCKER_CERT_PATH`, and throws if it cannot. */
function create<Api>(make: () => Api, place: EngineLocation): Api {
  try {
    return make();
  } catch (error) {
    throw noEngine(place, new Error(messageOf(error)));
  }
}

async function forTask(task: TaskName, connect: () => Promise<Engine>): Promise<Engine> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error;
    throw new TaskError({reason: 'no-engine', task, ...error.facts});
  }
}
