import type Dockerode from 'dockerode';
import {BRIDGE, type ContainerRequest, type JoinedNetwork} from '../places/container-request.ts';
import type {PlacedContainer} from '../places/place.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {asked} from './asked.ts';
import {partsOf} from './container-parts.ts';
import {createAnew} from './create-anew.ts';
import {createOptions, type ContainerParts} from './create-options.ts';
import type {Engine} from './docker.ts';
import {recordAt, type EnginePlace} from './engine-place.ts';
import {ifImageExists, provideImageOf} from './ensure-image.ts';
import {isImageId} from './image-name.ts';
import {lostConnection, type LostConnection} from './lost-connection.ts';
import {endpointConfig, joinedAtCreation} from './network-endpoint.ts';
import {refuseNewerKeys} from './newer-keys.ts';
import {overLoss} from './over-loss.ts';
import {placedContainer} from './placed-container.ts';
import {putFiles} from './put-files.ts';
import {refuseFar} from './refuse-far.ts';
import {isShared} from './shared-network.ts';

/**
 * Creates a container, recorded in the journal beforehand. If the request is cancelled, waits for the container that
 * the engine may still create, so that the teardown finds it.
 * @throws TaskError `docker`, or the abort reason of the context's signal
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
  const lost = lostConnection(place, context);
  const container = await create({engine, lost}, request, parts, context);
  await createFiles({container, lost}, request, context);
  await joinNetworks({engine, container, lost}, request, parts, context);
  return placedContainer({place, container, request, parts}, context);
}

/** Tries the creation first and pulls the image only if it is missing, which saves a request if the engine has it. */
async function create(
  {engine, lost}: {readonly engine: Engine; readonly lost: LostConnection | undefined},
  request: ContainerRequest,
  parts: ContainerParts,
  context: PlaceContext,
): Promise<Dockerode.Container> {
  const options = createOptions(request, parts, engine.apiVersion);
  const doing = `create a container of \`${request.image}\``;
  const creation = async () =>
    await overLoss(
      lost,
      context,
      async isRepeated => await createAnew(engine.api, options, context, isRepeated),
    );
  if (request.pull !== 'always' || isImageId(request.image)) {
    const made = await asked(doing, context, async () => await ifImageExists(creation()));
    if (made) return made;
  }
  await provideImageOf(engine, request, context);
  return await asked(doing, context, creation);
}

/** A container that has been created but not started. */
interface Created {
  readonly engine: Engine;
  readonly container: Dockerode.Container;
  /** See {@link lostConnection}. */
  readonly lost: LostConnection | undefined;
}

async function hasJoined(container: Dockerode.Container, {name}: JoinedNetwork): Promise<boolean> {
  const {NetworkSettings: settings} = await container.inspect();
  return Object.hasOwn(settings.Networks, name);
}

/**
 * Creates the files of configs and secrets. If the root file system is read-only, the engine can write only to volumes,
 * and all files are in the one at `filesIn`.
 */
async function createFiles(
  {container, lost}: Pick<Created, 'container' | 'lost'>,
  {files, filesIn}: ContainerRequest,
  context: PlaceContext,
): Promise<void> {
  if (files.length === 0) return;
  const put = async (): Promise<void> => await putFiles(container, files, filesIn);
  await asked(
    'create the files of `configs` and `secrets`',
    context,
    async () => await overLoss(lost, context, put),
  );
}

/** Joins the networks that were not joined at creation, before the first process can use them. */
async function joinNetworks(
  {engine: {api, apiVersion}, container, lost}: Created,
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
      await overLoss(lost, context, async isRepeated => {
        if (isRepeated && (await hasJoined(container, network))) return;
        await api.getNetwork(network.name).connect(connection);
      });
    });
  };
  for (const network of networks.slice(joinedAtCreation(request, apiVersion).length)) await join(network);
  if (ports.length > 0 && !isShared(request) && (await areAllInternal(api, request, context)))
    await join({name: BRIDGE});
}

/** Whether all networks are internal, in which case Docker publishes no ports. */
async function areAllInternal(
  api: Dockerode,
  {networks}: ContainerRequest,
  context: PlaceContext,
): Promise<boolean> {
  if (networks.some(({name}) => name === BRIDGE)) return false;
  for (const {name} of networks) {
    const network = await asked(`inspect network \`${name}\``, context, async () =>
      api.getNetwork(name).inspect(),
    );
    if (!(network as {readonly Internal: boolean}).Internal) return false;
  }
  return true;
}
