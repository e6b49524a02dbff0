import type Dockerode from 'dockerode';
import {BRIDGE, type ContainerRequest, type JoinedNetwork} from '../places/container-request.ts';
import type {PlacedContainer} from '../places/place.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import {asked} from './asked.ts';
import {partsOf} from './container-parts.ts';
import {createOptions, type ContainerParts} from './create-options.ts';
import type {Engine} from './docker.ts';
import {recordAt, type EnginePlace} from './engine-place.ts';
import {statusOf} from './engine-problem.ts';
import {ifImageExists, provideImageOf} from './ensure-image.ts';
import {isImageId} from './image-name.ts';
import {lostConnection} from './lost-connection.ts';
import {endpointConfig, joinedAtCreation} from './network-endpoint.ts';
import {refuseNewerKeys} from './newer-keys.ts';
import {overLoss} from './over-loss.ts';
import {placedContainer} from './placed-container.ts';
import {putFiles} from './put-files.ts';
import {refuseFar} from './refuse-far.ts';
import {removeContainer} from './remove-container.ts';
import {isShared} from './shared-network.ts';

/**
 * Makes a container. It is in the journal before it is made; what a cancelled request makes all the same is waited for, so that a
 * teardown finds it.
 * @throws TaskError `docker`, or the reason of the context's signal
 */
export async function createContainer(
  place: EnginePlace,
  request: ContainerRequest,
  context: PlaceContext,
): Promise<PlacedContainer> {
  const {engine} = place;
  const parts = partsOf(place, request, context);
  context.signal.throwIfAborted();
  refuseFar(place, request, context.task);
  refuseNewerKeys(request, engine, context.task);
  const {graceMs, preStop} = request;
  const record = recordAt(place, {made: 'container', name: parts.name, run: context.run.id, graceMs});
  await context.record({...record, ...(preStop.length > 0 && {preStop})});
  context.report('creating the container');
  const container = await create(place, request, parts, context);
  await createFiles(container, request, context);
  await joinNetworks(engine, container, request, parts, context);
  return placedContainer({place, container, request, parts}, context);
}

/** The creation itself finds out whether the engine has the image: looking for it first would be one more request. */
async function create(
  place: EnginePlace,
  request: ContainerRequest,
  parts: ContainerParts,
  context: PlaceContext,
): Promise<Dockerode.Container> {
  const {engine} = place;
  const options = createOptions(request, parts, engine.apiVersion);
  const doing = `create a container of \`${request.image}\``;
  const creation = async () =>
    await overLoss(
      lostConnection(place, context),
      context,
      async () => await createAnew(engine, options, context),
    );
  if (request.pull !== 'always' || isImageId(request.image)) {
    const made = await asked(doing, context, async () => await ifImageExists(creation()));
    if (made) return made;
  }
  await provideImageOf(engine, request, context);
  return await asked(doing, context, creation);
}

async function createAnew(
  {api}: Engine,
  options: Dockerode.ContainerCreateOptions,
  {run, report, signal: expired, services: {clock}}: PlaceContext,
): Promise<Dockerode.Container> {
  try {
    return await api.createContainer(options);
  } catch (error) {
    if (statusOf(error) !== 409 || !/name .* is already in use/.test(messageOf(error))) throw error;
    // An earlier try of this very task, which the engine finished after it had been given up, or its connection was lost.
    const {name = ''} = options;
    const force = AbortSignal.abort();
    await removeContainer(api, {name, run: run.id, graceMs: 0, force, expired, clock, report});
    return await api.createContainer(options);
  }
}

/** Of a container with a read-only root, the engine writes only to its volumes: those of secrets, see the mounts of the request. */
async function createFiles(
  container: Dockerode.Container,
  {files, filesIn}: ContainerRequest,
  context: PlaceContext,
): Promise<void> {
  if (files.length === 0) return;
  await asked('create the files of `configs` and `secrets`', context, async () =>
    putFiles(container, files, filesIn),
  );
}

/** Joins the networks beyond the first one, before its first process can look for what is on them. */
async function joinNetworks(
  {api, apiVersion}: Engine,
  container: Dockerode.Container,
  request: ContainerRequest,
  {ports}: ContainerParts,
  context: PlaceContext,
): Promise<void> {
  const {networks, names, links} = request;
  const join = async (network: JoinedNetwork): Promise<void> => {
    const connection = {
      Container: container.id,
      EndpointConfig: endpointConfig(network, {names, links}),
    };
    await asked(`join network \`${network.name}\``, context, async () => {
      await api.getNetwork(network.name).connect(connection);
    });
  };
  for (const network of networks.slice(joinedAtCreation(request, apiVersion).length)) await join(network);
  if (ports.length > 0 && !isShared(request) && (await areAllInternal(api, request, context)))
    await join({name: BRIDGE});
}

/** Docker publishes nothing of a container that is in internal networks alone. */
async function areAllInternal(
  api: Dockerode,
  {networks}: ContainerRequest,
  context: PlaceContext,
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
