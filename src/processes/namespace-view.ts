import {kept} from '../vocabulary/kept.ts';
import type {Here} from './process-identity.ts';
import type {ProcessTable} from './process-table.ts';
import type {SeenProcess} from './seen-process.ts';

/** A process with its ids in the viewed pid namespace (`inside`). `pid`, `group` and `parent` are its ids in bottle's own namespace. */
export interface NumberedProcess extends SeenProcess {
  readonly inside: {readonly pid: number; readonly group: number; readonly session: number};
}

/** The visible part of a pid namespace. */
export interface NamespaceView {
  /** Whether `processes` is complete. */
  readonly isWhole: boolean;
  readonly processes: readonly NumberedProcess[];
}

/** The namespace of the host, from which all others are visible: PROC_PID_INIT_INO in the kernel. */
const INITIAL = 'pid:[4026531836]';

/**
 * The processes of `namespace` in `table`. A namespace sees its own processes and those of its descendant namespaces. The view is
 * known to be complete if at least one process of `namespace` is visible, or if bottle runs in the initial namespace.
 */
export function viewOf(table: ProcessTable, namespace: string, {pidNamespace}: Here): NamespaceView {
  const views = viewsOf(table);
  const key = `${namespace} ${pidNamespace}`;
  const view = views.get(key) ?? makeView(table, namespace, pidNamespace);
  views.set(key, view);
  return view;
}

/** All tasks share one view of a table. */
const viewsOf = kept<ProcessTable, Map<string, NamespaceView>>(() => new Map());

function makeView(table: ProcessTable, namespace: string, pidNamespace: string): NamespaceView {
  if (namespace === pidNamespace)
    return {isWhole: true, processes: table.processes.map(each => ({...each, inside: each}))};
  const processes = table.processes.flatMap(each => {
    const of = table.namespaceOf(each.pid);
    // The namespace link of another user's process cannot be read, but its ids can.
    if (of !== namespace && of !== undefined) return [];
    const inside = table.innerIdsOf(each.pid);
    return inside && inside.depth > 0 ? [{...each, inside}] : [];
  });
  const isSeen = processes.some(({pid}) => table.namespaceOf(pid) === namespace);
  return {isWhole: isSeen || pidNamespace === INITIAL, processes};
}
