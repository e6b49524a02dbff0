import {kept} from '../vocabulary/kept.ts';
import type {Here} from './process-identity.ts';
import type {ProcessTable} from './process-table.ts';
import type {SeenProcess} from './seen-process.ts';

/** A process with its numbers in the pid namespace that is asked about; `pid`, `group` and `parent` are those seen here. */
export interface NumberedProcess extends SeenProcess {
  readonly inside: {readonly pid: number; readonly group: number; readonly session: number};
}

/** The visible part of a pid namespace. */
export interface NamespaceView {
  /** Whether a process of it that is not in `processes` cannot exist. */
  readonly isWhole: boolean;
  readonly processes: readonly NumberedProcess[];
}

/** The namespace of the host, from which all others can be seen: PROC_PID_INIT_INO of the kernel. */
const INITIAL = 'pid:[4026531836]';

/**
 * The processes of `namespace` in `table`. One namespace sees its own processes and those of all below it; whether another
 * one is below is known if a process of it is seen, or if nothing is above the reader.
 */
export function viewOf(table: ProcessTable, namespace: string, {pidNamespace}: Here): NamespaceView {
  const views = viewsOf(table);
  const key = `${namespace} ${pidNamespace}`;
  const view = views.get(key) ?? makeView(table, namespace, pidNamespace);
  views.set(key, view);
  return view;
}

/** One view serves all tasks that ask about a table. */
const viewsOf = kept<ProcessTable, Map<string, NamespaceView>>(() => new Map());

function makeView(table: ProcessTable, namespace: string, pidNamespace: string): NamespaceView {
  if (namespace === pidNamespace)
    return {isWhole: true, processes: table.processes.map(each => ({...each, inside: each}))};
  const processes = table.processes.flatMap(each => {
    const of = table.namespaceOf(each.pid);
    // The link of another user's process cannot be read, its numbers can.
    if (of !== namespace && of !== undefined) return [];
    const inside = table.innerIdsOf(each.pid);
    return inside && inside.depth > 0 ? [{...each, inside}] : [];
  });
  const isSeen = processes.some(({pid}) => table.namespaceOf(pid) === namespace);
  return {isWhole: isSeen || pidNamespace === INITIAL, processes};
}
