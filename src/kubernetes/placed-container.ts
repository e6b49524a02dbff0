import type {TaskChannel} from '../channels/channel.ts';
import {restOfOutput} from '../output/rest-of-output.ts';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {PlacedContainer} from '../places/place.ts';
import type {Exit} from '../vocabulary/failure.ts';
import type {KubernetesClient} from './api/client.ts';
import {podOutput, type PodOutput} from './pod-access.ts';
import {podHealth} from './pod-health.ts';
import type {PodLife} from './pod-life.ts';
import {reachPod} from './reach-pod.ts';

/** A container of a pod that can be started. */
export interface StartableContainer {
  readonly id: string;
  /** The name of the pod. */
  readonly name: string;
  readonly channel: TaskChannel;
  /** Starts the container, and returns its life once it is running. */
  begin(): Promise<PodLife>;
}

/** A container of a pod, as used by its task. */
export function placedContainer(
  request: ContainerRequest,
  {id, name, channel, begin}: StartableContainer,
  {client, context}: {readonly client: KubernetesClient; readonly context: PlaceContext},
): PlacedContainer {
  let started: StartedContainer | undefined;
  let ended: Promise<Exit> | undefined;
  const running = (): StartedContainer => {
    if (!started) throw new Error(`container ${id} has not been started`);
    return started;
  };
  return {
    ...{id, name, channel},
    health: podHealth({check: request.healthcheck, channel, clock: context.services.clock}),
    async start() {
      const life = await begin();
      started = {life, output: podOutput(client, id, context)};
    },
    ended: async () => await (ended ??= endWithOutput(running(), context)),
    reach: async () => await reachPod(request, {client, id, life: running().life}, context),
  };
}

interface StartedContainer {
  readonly life: PodLife;
  readonly output: PodOutput;
}

/** Waits until the container has exited and its last lines have arrived. */
async function endWithOutput(
  {life, output}: StartedContainer,
  {output: log, services: {clock}}: PlaceContext,
): Promise<Exit> {
  const exit = await life.ended;
  await restOfOutput(output, clock);
  output.close();
  await log.end();
  return exit;
}
