/**
 * The types that `Kind` is made of, for programs that replace or wrap a kind of task. They follow the inside of bottle
 * more closely than the rest of the library.
 */
export type * from '../docker/docker.ts';
export type {RegistryLogin} from '../docker/registry-login.ts';
export type {AddressLeases, Lease, LeaseRequest} from '../leases/address-leases.ts';
export type {AddressPool} from '../leases/address-pool.ts';
export type {ArtifactLock, Builder} from '../leases/artifact-lock.ts';
export type {Claim} from '../leases/claim-store.ts';
export type * from '../probes/exec-channel.ts';
export type * from '../probes/subject.ts';
export type {Program} from '../processes/gate.ts';
export type {HostProcess, LaunchProcess, LaunchRequest} from '../processes/host-process.ts';
export type {ProcessIdentity, ProcessPlace} from '../processes/process-identity.ts';
export type {StreamRequest} from '../processes/standard-streams.ts';
export type {SmolvmCall} from '../smolvm/command-arguments.ts';
export type {CallEnd} from '../smolvm/problem.ts';
export type {CallOptions, Smolvm} from '../smolvm/smolvm.ts';
export type {TurnOptions, Turns} from '../smolvm/turns.ts';
export type {SmolvmVersion} from '../smolvm/version.ts';
export type {Artifacts} from '../tasks/artifact.ts';
export type {FileHashes} from '../tasks/file-hashes.ts';
export type {FingerprintStore, Success} from '../tasks/fingerprint-store.ts';
export type {Fingerprint} from '../tasks/fingerprint.ts';
export type * from '../tasks/kind.ts';
export type * from '../tasks/outside.ts';
export type {ResolvedCommand, Values} from '../values/value-source.ts';
export type * from '../vocabulary/clock.ts';
export type * from '../vocabulary/ids.ts';
export type * from '../vocabulary/journal-record.ts';
