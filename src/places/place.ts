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
 * A place where containers, networks, volumes and images can be: a Docker engine, or a namespace of a Kubernetes cluster. It has answered.
 *
 * Everything is recorded in the journal before it is created there, and all methods reject with a TaskError, or the reason of the context's signal.
 * If that fires while something is being made, they end once it is known whether it was, so that a teardown finds it.
 */
export interface Place {
  readonly kind: 'docker' | 'kubernetes';
  /** Distinguishes it from every other place: things of equal names at two places of one address are the same. */
  readonly address: string;
  /**
   * Pulls an image that a task will need, if the place does not have it, while that task waits for its needs.
   * @returns what {@link PlaceContext.ahead} gives to the task, if anything
   */
  pullAhead(image: PulledAhead, context: AheadContext): Promise<string | undefined>;
  /** Builds or pulls an image, for an `image` task. */
  provideImage(request: ImageRequest, context: PlaceContext): Promise<PlacedImage>;
  /** Creates a container, with the image that it needs, and does not start it. */
  createContainer(request: ContainerRequest, context: PlaceContext): Promise<PlacedContainer>;
  /** Creates a network, or looks for one that is `external`. */
  provideNetwork(request: NetworkRequest, context: PlaceContext): Promise<PlacedNetwork>;
  /** Creates a volume, unless it is `external` or kept and exists already. */
  provideVolume(request: VolumeRequest, context: PlaceContext): Promise<void>;
  /** The exec channel of a container, by its id. */
  channel(id: string): TaskChannel;
  /** Things of runs of a launch file, kept volumes excepted, that one state directory knows of: also those that no journal has. */
  listOwned(scope: OwnedScope): Promise<readonly PlacedRecord[]>;
  /** The names of the kept volumes of a launch file that one state directory knows of. */
  keptVolumes(scope: Pick<OwnedScope, 'file' | 'state'>): Promise<readonly string[]>;
  /** Deletes a kept volume. */
  deleteVolume(name: string): Promise<void>;
  /** The equivalent command for users. */
  deleteVolumeCommand(name: string): string;
  /** The reason of an error that one of these methods has thrown, in one line. */
  reasonOf(error: unknown): string;
}

/** A container that has been created. */
export interface PlacedContainer {
  readonly id: string;
  readonly name: string;
  readonly channel: TaskChannel;
  readonly health: HealthReports;
  /** Starts it; all of its output goes to the output of the context that it was created with. Called once. */
  start(): Promise<void>;
  /** Its end, once the last of its output has come; of a container that was started. Never rejects. */
  ended(): Promise<Exit>;
  /**
   * Where it is reached from this machine; its published ports are forwarded first if need be, until it ends or is removed. Called once,
   * after the start. `undefined` if it ended before it could be reached.
   */
  reach(): Promise<ContainerReach | undefined>;
}

/** Where a container is reached from this machine. */
export interface ContainerReach {
  /** Its address on the first of its networks; `''` if it has none. */
  readonly ip: string;
  /** Its published ports, by the ports inside; the protocol of a port published for both is TCP. */
  readonly published: ReadonlyMap<number, HostPort>;
  /** Where probes reach a port, also one that is not published. */
  endpoint(port: number): Endpoint;
}

/** The owner of the things to list. */
export interface OwnedScope {
  /** The launch file, absolute. */
  readonly file: string;
  /** See {@link RunFacts.state}. */
  readonly state: string;
  readonly signal: AbortSignal;
}
