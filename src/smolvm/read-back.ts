import type {MachineRequest} from './machine-request.ts';

/** The parts of smolvm's report on a machine (`machine status --json`) that bottle reads. */
export interface MachineStatus {
  readonly state: string;
  readonly cpus: number;
  readonly memory_mib: number;
  /** The process of the machine; the last one if it has exited. */
  readonly pid: number | null;
  readonly mounts: number;
  readonly ports: number;
  readonly network: boolean;
  /** The allow-lists, in versions that show them; missing if empty. */
  readonly allowed_cidrs?: readonly string[];
  readonly allowed_hosts?: readonly string[];
}

/** Parses the output of `machine status --json`; `undefined` if it is something else. */
export function parseStatus(text: string): MachineStatus | undefined {
  try {
    const value = JSON.parse(text) as MachineStatus | null;
    return typeof value?.state === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The process of a machine, from the output of its start; `undefined` if that is not certain, since programs in the
 * machine also print there.
 */
export function startedPid(name: string, printed: string): number | undefined {
  const matches = [...printed.matchAll(/^Machine '([^']*)' running \(PID: (\d+)\)$/gm)];
  const [[, of, pid] = []] = matches;
  return matches.length === 1 && of === name ? Number(pid) : undefined;
}

/**
 * The differences between a created machine and its request, as text. For allow-lists, see {@link droppedEntries} of
 * confinement.ts.
 */
export function differences(request: MachineRequest, status: MachineStatus): readonly string[] {
  const {cpus, memoryMib, volumes, ports, net} = request;
  const compared: readonly (readonly [what: string, asked: Value | undefined, found: Value])[] = [
    ['`cpus`', cpus, status.cpus],
    ['`memory` in MiB', memoryMib, status.memory_mib],
    // A Smolfile or an artifact may add its own entries.
    ['`volumes`', volumes.length, Math.min(volumes.length, status.mounts)],
    ['`ports`', ports.length, Math.min(ports.length, status.ports)],
    ['`net`', net === false ? false : undefined, status.network],
  ];
  return compared.flatMap(([what, asked, found]) =>
    asked === undefined || asked === found ? [] : [`${what}: asked for ${asked}, found ${found}`],
  );
}

type Value = number | boolean;
