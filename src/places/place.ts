import type {TaskChannel} from '../channels/channel.ts';
import type {Endpoint, HealthReports} from '../probes/subject.ts';
import type {Exit} from '../vocabulary/failure.ts';
import type {ContainerRequest} from './container-request.ts';
import type {ImageRequest, PlacedImage, PulledAhead} from './image-request.ts';
import type {NetworkRequest, PlacedNetwork} from './network-request.ts';
import type {AheadContext, PlaceContext} from './place-context.ts';
import type {PlacedRecord} from './placed-record.ts';
import type {HostPort} from './ports.ts';
import type {VolumeRequest} from './volume-request.ts';

/**
 * A place for containers, networks, volumes and images: a Docker engine, or a namespace of a Kubernetes cluster. It has
 * already responded.
 *
 * Every object is recorded in the journal before it is created. All methods reject with a TaskError, or with the abort reason
 * of the context's signal. If the signal fires during a creation, they reject only once it is known whether the object
 * was created, so that a teardown finds it.
 */
export interface Place {
  readonly kind: 'docker' | 'kubernetes';
  /** Identifies the place: objects with the same name at two places with the same address are the same object. */
  readonly address: string;
  /**
   * Pulls an image ahead of its task, while the task waits for its needs, if the place does not have the image.
   * @returns the value of {@link PlaceContext.ahead} for the task, if any
   */
  pullAhead(image: PulledAhead, context: AheadContext): Promise<string | undefined>;
  /** Builds or pulls an image, for an `image` task. */
  provideImage(request: ImageRequest, context: PlaceContext): Promise<PlacedImage>;
  /** Provides the image of a container, and creates the container without starting it. */
  createContainer(request: ContainerRequest, context: PlaceContext): Promise<PlacedContainer>;
  /** Creates a network, or finds an `external` one. */
  provideNetwork(request: NetworkRequest, context: PlaceContext): Promise<PlacedNetwork>;
  /** Creates a volume, unless it is `external`, or kept and already exists. */
  provideVolume(request: VolumeRequest, context: PlaceContext): Promise<void>;
  /** The exec channel of the container with this id. */
  channel(id: string): TaskChannel;
  /**
   * Objects created by runs of a launch file, without kept volumes and limited to one state directory; includes objects
   * that are in no journal.
   */
  listOwned(scope: OwnedScope): Promise<readonly PlacedRecord[]>;
  /** The names of the kept volumes of a launch file, limited to one state directory. */
  keptVolumes(scope: Pick<OwnedScope, 'file' | 'state'>): Promise<readonly string[]>;
  /** Deletes a kept volume. */
  deleteVolume(name: string): Promise<void>;
  /** The equivalent command for users. */
  deleteVolumeCommand(name: string): string;
  /** The message of an error thrown by one of these methods, in one line. */
  reasonOf(error: unknown): string;
}

/** A container that has been created. */
export interface PlacedContainer {
  readonly id: string;
  readonly name: string;
  readonly channel: TaskChannel;
  readonly health: HealthReports;
  /** Starts the container; all of its output goes to the output of the context in which it was created. Called once. */
  start(): Promise<void>;
  /** Resolves when the started container has exited and all of its output has arrived. Never rejects. */
  ended(): Promise<Exit>;
  /**
   * The addresses at which this machine reaches the container. If necessary, its published ports are forwarded first,
   * until it ends or is removed. Called once, after the start. `undefined` if it ended before it could be reached.
   */
  reach(): Promise<ContainerReach | undefined>;
}

/** The addresses at which this machine reaches a container. */
export interface ContainerReach {
  /** Its address on its first network; `''` if it has none. */
  readonly ip: string;
  /** Its published ports, by container port. For a port published for TCP and UDP, the TCP one. */
  readonly published: ReadonlyMap<number, HostPort>;
  /** The endpoint of a port for probes; the port need not be published. */
  endpoint(port: number): Endpoint;
}

/** The owner of the objects to list. */
export interface OwnedScope {
  /** The launch file, absolute. */
  readonly file: string;
  /** See {@link RunFacts.state}. */
  readonly state: string;
  readonly signal: AbortSignal;
}
