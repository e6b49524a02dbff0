import type {MachineRequest} from './machine-request.ts';

/** The parts of smolvm's report on a machine (`machine status --json`) that bottle reads. */
export interface MachineStatus {
  readonly state: string;
  readonly cpus: number;
  readonly memory_mib: number;
  /** The process that is the machine; the last one where it has ended. */
  readonly pid: number | null;
  readonly mounts: number;
  readonly ports: number;
  readonly network: boolean;
  /** The allow-lists, in versions that show them; missing if empty. */
  readonly allowed_cidrs?: readonly string[];
  readonly allowed_hosts?: readonly string[];
}

/** Reads what `machine status --json` has printed; `undefined` if it is something else. */
export function parseStatus(text: string): MachineStatus | undefined {
  try {
    const value = JSON.parse(text) as MachineStatus | null;
    return typeof value?.state === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The process of a machine, from the output of its start; `undefined` if that is not certain: programs inside also print
 * there during the start.
 */
export function startedPid(name: string, printed: string): number | undefined {
  const matches = [...printed.matchAll(/^Machine '([^']*)' running \(PID: (\d+)\)$/gm)];
  const [[, of, pid] = []] = matches;
  return matches.length === 1 && of === name ? Number(pid) : undefined;
}

/**
 * How a machine that was made differs from the request, as text; empty if it does not. For its allow-lists see
 * {@link droppedEntries} of confinement.ts.
 */
export function differences(request: MachineRequest, status: MachineStatus): readonly string[] {
  const {cpus, memoryMib, volumes, ports, net} = request;
  const compared: readonly (readonly [what: string, asked: Told | undefined, found: Told])[] = [
    ['`cpus`', cpus, status.cpus],
    ['`memory` in MiB', memoryMib, status.memory_mib],
    // The own entries of a Smolfile or an artifact are added.
    ['`volumes`', volumes.length, Math.min(volumes.length, status.mounts)],
    ['`ports`', ports.length, Math.min(ports.length, status.ports)],
    ['`net`', net === false ? false : undefined, status.network],
  ];
  return compared.flatMap(([what, asked, found]) =>
    asked === undefined || asked === found ? [] : [`${what}: asked for ${asked}, found ${found}`],
  );
}

type Told = number | boolean;
