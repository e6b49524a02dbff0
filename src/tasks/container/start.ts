import type Dockerode from 'dockerode';
import {createObject} from '../../docker/create-object.ts';
import {followOutput} from '../../docker/container-output.ts';
import type {Engine} from '../../docker/docker.ts';
import {dockerError, statusOf} from '../../docker/engine-problem.ts';
import {isImageId} from '../../docker/image-name.ts';
import {putFiles} from '../../docker/put-files.ts';
import {removeContainer} from '../../docker/remove-container.ts';
import {ifImageExists, provideImage} from './ensure-image.ts';
import {createOptions, type ContainerInputs} from './create-options.ts';
import {endpointConfig, joinedAtCreation} from './endpoint.ts';
import {SECRETS_FOLDER} from './files.ts';
import {farPorts} from './far-ports.ts';
import {refuseNewerKeys} from './newer-keys.ts';
import {portConflict} from './port-conflict.ts';
import {deferPreStop} from './pre-stop.ts';
import {isShared} from './shared-network.ts';
import {BRIDGE, type ContainerSpec, type JoinedNetwork} from './spec.ts';
import type {UpContext} from '../kind.ts';
import type {PortMapping} from '../shared/ports.ts';

/** A container that has been started. */
export interface StartedContainer {
  readonly engine: Engine;
  readonly container: Dockerode.Container;
  /** The ports as they are published on the machine of the engine. */
  readonly ports: readonly PortMapping[];
  /** Settles when all of its output has come. */
  readonly outputOver: Promise<void>;
}

/**
 * Makes a container and starts it. It is in the journal before it is made; what a cancelled request makes all the same is
 * waited for, so that `down` finds it.
 * @throws TaskError `no-engine`, `docker`, `port-taken`, or the reason of the context's signal
 */
export async function startContainer(
  spec: ContainerSpec,
  inputs: ContainerInputs,
  context: UpContext,
): Promise<StartedContainer> {
  const engine = await context.services.docker.engine(context.task);
  context.signal.throwIfAborted();
  refuseNewerKeys(spec, engine, context.task);
  const {graceMs} = spec;
  await context.record({
    ...{made: 'container', name: inputs.name, run: context.run.id, engine: engine.address, graceMs},
    ...(spec.preStop.length > 0 && {preStop: deferPreStop(spec.preStop, context)}),
  });
  context.report('creating the container');
  const parts = engine.ssh ? {...inputs, ports: farPorts(inputs.ports, context)} : inputs;
  const container = await create(engine, spec, parts, context);
  await createFiles(container, spec, parts, context);
  await joinNetworks(engine, container, spec, parts, context);
  const {over} = await asked('attach to the container', context, async () =>
    followOutput(container, (stream, piece) => context.output.write(stream, piece), {
      tty: spec.keys.tty ?? false,
    }),
  );
  context.report('starting the container');
  await start(engine, container, parts, context);
  return {engine, container, ports: parts.ports, outputOver: over};
}

/** The creation itself finds out whether the engine has the image: looking for it first would be one more request. */
async function create(
  engine: Engine,
  spec: ContainerSpec,
  parts: ContainerInputs,
  context: UpContext,
): Promise<Dockerode.Container> {
  const options = createOptions(spec, parts, engine.apiVersion);
  const doing = `create a container of \`${spec.image}\``;
  const request = async () => await createAnew(engine, options, context);
  if (spec.pull !== 'always' || isImageId(spec.image)) {
    const made = await asked(doing, context, async () => await ifImageExists(request()));
    if (made) return made;
  }
  await provideImage(engine, spec, context);
  return await asked(doing, context, request);
}

async function createAnew(
  {api}: Engine,
  options: Dockerode.ContainerCreateOptions,
  {run, report, signal: expired, services: {clock}}: UpContext,
): Promise<Dockerode.Container> {
  try {
    return await api.createContainer(options);
  } catch (error) {
    if (statusOf(error) !== 409 || !/name .* is already in use/.test((error as Error).message)) throw error;
    // An earlier try of this very task, which the engine finished after it had been given up.
    const {name = ''} = options;
    const force = AbortSignal.abort();
    await removeContainer(api, {name, run: run.id, graceMs: 0, force, expired, clock, report});
    return await api.createContainer(options);
  }
}

/** Of a container with a read-only root, the engine writes only to its volumes. */
async function createFiles(
  container: Dockerode.Container,
  {keys}: ContainerSpec,
  {files}: ContainerInputs,
  context: UpContext,
): Promise<void> {
  if (files.length === 0) return;
  const folder = keys.read_only === true ? SECRETS_FOLDER : '/';
  await asked('create the files of `configs` and `secrets`', context, async () =>
    putFiles(container, files, folder),
  );
}

/** Joins the networks beyond the first one, before its first process can look for what is on them. */
async function joinNetworks(
  {api, apiVersion}: Engine,
  container: Dockerode.Container,
  spec: ContainerSpec,
  parts: ContainerInputs,
  context: UpContext,
): Promise<void> {
  const join = async (network: JoinedNetwork): Promise<void> => {
    const request = {
      Container: container.id,
      EndpointConfig: endpointConfig(network, {alias: parts.alias, links: spec.links}),
    };
    await asked(`join network \`${network.name}\``, context, async () => {
      await api.getNetwork(network.name).connect(request);
    });
  };
  for (const network of spec.networks.slice(joinedAtCreation(spec, apiVersion).length)) await join(network);
  if (parts.ports.length > 0 && !isShared(spec) && (await areAllInternal(api, spec, context)))
    await join({name: BRIDGE});
}

/** Docker publishes nothing of a container that is in internal networks alone. */
async function areAllInternal(
  api: Dockerode,
  {networks}: ContainerSpec,
  context: UpContext,
): Promise<boolean> {
  for (const {name} of networks) {
    if (name === BRIDGE) return false;
    const network = await asked(`inspect network \`${name}\``, context, async () =>
      api.getNetwork(name).inspect(),
    );
    if (!(network as {readonly Internal: boolean}).Internal) return false;
  }
  return true;
}

async function start(
  {api}: Engine,
  container: Dockerode.Container,
  {ports}: ContainerInputs,
  context: UpContext,
): Promise<void> {
  await asked('start the container', context, async () => {
    try {
      await container.start();
    } catch (error) {
      // 304: it runs already.
      if (statusOf(error) === 304) return;
      throw (await portConflict(error, ports, {api, task: context.task})) ?? error;
    }
  });
}

/** Asks the engine for something that must have come to its end when this ends, whatever the signal says. */
async function asked<T>(doing: string, context: UpContext, request: () => Promise<T>): Promise<T> {
  const {task, signal, services} = context;
  signal.throwIfAborted();
  try {
    return await createObject(request(), {signal, clock: services.clock});
  } catch (error) {
    throw dockerError(error, {task, doing, signal});
  }
}
