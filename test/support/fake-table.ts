import type {InnerIds, ProcessTable} from '../../src/processes/process-table.ts';
import type {SeenProcess} from '../../src/processes/seen-process.ts';

/** A process of a fake table. By default, it is an independent daemon in the reader's pid namespace. */
export interface FakeProcess extends Partial<SeenProcess> {
  readonly pid: number;
  readonly environment?: readonly string[];
  /** `null` for another user's process, whose link cannot be read. */
  readonly namespace?: string | null;
  readonly inner?: InnerIds;
}

/** A snapshot of a process table in namespace `n1`. No process ends during its use. */
export function fakeTable(processes: readonly FakeProcess[]): ProcessTable {
  const of = (pid: number): FakeProcess => processes.find(each => each.pid === pid) ?? {pid};
  return {
    processes: processes.map(({environment, namespace, inner, ...seen}) => ({
      ...{parent: 1, group: seen.pid, session: seen.pid, startTime: '0', startedAt: 0, name: `p${seen.pid}`},
      ...{cpuMs: 0, memoryBytes: 0},
      ...seen,
    })),
    environmentOf: pid => of(pid).environment ?? [],
    namespaceOf(pid) {
      const {namespace = 'n1'} = of(pid);
      return namespace ?? undefined;
    },
    innerIdsOf: pid => of(pid).inner ?? {pid, group: pid, session: pid, depth: 0},
  };
}
