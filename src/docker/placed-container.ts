import type Dockerode from 'dockerode';
import type {ContainerRequest} from '../places/container-request.ts';
import type {ContainerReach, PlacedContainer} from '../places/place.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {asked} from './asked.ts';
import {containerChannel} from './channel.ts';
import {addressOf, endpointOf, type ContainerAddress} from './container-address.ts';
import {followHealth} from './container-health.ts';
import {followOutput, type FollowedOutput} from './container-output.ts';
import type {ContainerParts} from './create-options.ts';
import {dockerError, statusOf} from './engine-problem.ts';
import type {EnginePlace} from './engine-place.ts';
import type {OnPiece} from './frames.ts';
import {forwardPorts} from './forwarded-ports.ts';
import {overLoss} from './over-loss.ts';
import {portConflict} from './port-conflict.ts';
import {lostConnection, type LostConnection} from './lost-connection.ts';
import {inspectOwner, isShared, sharedAddress} from './shared-network.ts';
import {restOfOutput, type EndingOutput} from '../output/rest-of-output.ts';
import {endOf} from './container-end.ts';

/** A container that has been created, and the request for it. */
export interface CreatedContainer {
  readonly place: EnginePlace;
  readonly container: Dockerode.Container;
  readonly request: ContainerRequest;
  readonly parts: ContainerParts;
}

/** A container on an engine, as used by its task. */
export function placedContainer(created: CreatedContainer, context: PlaceContext): PlacedContainer {
  const {
    place: {engine},
    container,
    request: {keys},
    parts: {name},
  } = created;
  let outputOver: Promise<void> = Promise.resolve();
  let starting: Promise<void> | undefined;
  let pieces = 0;
  let ended: Promise<Exit> | undefined;
  const over = new AbortController();
  const lost = lostConnection(created.place, context);
  const take: OnPiece = (stream, piece) => {
    pieces++;
    return context.output.write(stream, piece);
  };
  const end = async (): Promise<Exit> =>
    await (ended ??= endWithOutput(
      container,
      {rest: {over: outputOver, pieces: () => pieces}, lost},
      context,
    ).finally(() => over.abort()));
  return {
    id: container.id,
    name,
    channel: containerChannel(engine, container.id, context.services.clock),
    health: {follow: (onHealth, until) => followHealth(engine, container.id, onHealth, until)},
    async start() {
      const output = await asked('attach to the container', context, async () =>
        followOutput(container, take, {
          tty: keys.tty ?? false,
          starting: () => starting,
          ...(lost && {
            afterLoss: async () => !over.signal.aborted && (await lost.wait(CLOSED)) === undefined,
            onReadOn: () => lost.readOn(),
            onGivenUp: () => context.warn(GIVEN_UP),
          }),
        }),
      );
      outputOver = output.over;
      engine.link?.watch(over.signal);
      context.report('starting the container');
      const isUp = start(created, {output, lost}, context);
      starting = isUp.catch(() => undefined).finally(() => (starting = undefined));
      try {
        await isUp;
      } catch (error) {
        // The caller does not wait for its end.
        over.abort();
        throw error;
      }
    },
    ended: end,
    reach: async () => await reach(created, end, context),
  };
}

const CLOSED = 'it was closed';
const GIVEN_UP = 'its output can no longer be read: the connection was lost, and the engine keeps no log';

async function start(
  {place, container, parts: {ports}}: CreatedContainer,
  {output, lost}: {readonly output: FollowedOutput; readonly lost: LostConnection | undefined},
  context: PlaceContext,
): Promise<void> {
  await asked('start the container', context, async () => {
    try {
      await overLoss(lost, context, async isRepeated => {
        // A container that has already ended would run a second time.
        if (isRepeated && (await hasStarted(container))) return;
        await output.reattach();
        await container.start();
      });
    } catch (error) {
      // 304: already running.
      if (statusOf(error) === 304) return;
      throw (await portConflict(error, ports, {api: place.engine.api, task: context.task})) ?? error;
    }
  });
}

async function hasStarted(container: Dockerode.Container): Promise<boolean> {
  return (await container.inspect()).State.Status !== 'created';
}

async function reach(
  created: CreatedContainer,
  end: () => Promise<Exit>,
  context: PlaceContext,
): Promise<ContainerReach | undefined> {
  const {place, request, container, parts} = created;
  const {task, signal} = context;
  const found = await container.inspect({abortSignal: signal}).catch((error: unknown) => {
    throw dockerError(error, {task, doing: 'inspect the container', signal});
  });
  const {networks} = request;
  const owner = isShared(request) ? await inspectOwner(place.engine, found) : undefined;
  const there = isShared(request)
    ? sharedAddress(owner)
    : addressOf(found, {ports: parts.ports, networks, engine: place.engine.address});
  if (there.published.size < request.ports.length && !found.State.Running) return undefined;
  const published = await forwardPorts({place, request, found: owner ?? found, ended: end}, context);
  return reachOf(published ? {...there, published, isForwarded: true} : there);
}

function reachOf(address: ContainerAddress): ContainerReach {
  return {ip: address.ip, published: address.published, endpoint: port => endpointOf(address, port)};
}

/** Waits until the container has exited and its last lines have arrived. */
async function endWithOutput(
  started: Dockerode.Container,
  {rest, lost}: {readonly rest: EndingOutput; readonly lost: LostConnection | undefined},
  {output, services}: Pick<PlaceContext, 'output' | 'services'>,
): Promise<Exit> {
  const exit = await endOf(started, lost?.wait);
  await restOfOutput(rest, services.clock);
  await output.end();
  return exit;
}
