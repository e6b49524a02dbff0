import type {InnerIds, ProcessTable} from '../../src/processes/process-table.ts';
import type {SeenProcess} from '../../src/processes/seen-process.ts';

/** A process of a made-up table; what is left out is that of a daemon of its own in the reader's pid namespace. */
export interface FakeProcess extends Partial<SeenProcess> {
  readonly pid: number;
  readonly environment?: readonly string[];
  /** `null` for the link of another user's process, which cannot be read. */
  readonly namespace?: string | null;
  readonly inner?: InnerIds;
}

/** A reading of a process table in namespace `n1`, in which nothing is gone meanwhile. */
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
