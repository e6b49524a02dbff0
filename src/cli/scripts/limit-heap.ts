/** V8 prints an error for a flag that it does not have any more: only versions of Node that have been tried. */
const NEWEST_TRIED = 24;

/**
 * Keeps the memory of a run close to what it uses, and its processor time. A run of some hundred tasks is over before optimized code
 * has paid, and the optimizer's threads take both from the tasks. V8 takes more and more so that it has to collect less often, which suits a program
 * that computes; a run waits most of the time, and its garbage would stay for hours. docs/performance.md has the figures.
 *
 * Before any script is loaded, since V8 takes kept code only under the flags that it was made with.
 */
export function limitHeap(): void {
  const version = Number.parseInt(process.versions.node);
  if (version > NEWEST_TRIED) return;
  // Imported here because other commands do not need it.
  const {setFlagsFromString} = process.getBuiltinModule('node:v8');
  // How much the heap may grow after a garbage collection before the next one.
  setFlagsFromString('--heap-growing-percent=30');
  // The space of new objects remains at its initial size.
  setFlagsFromString('--semi-space-growth-factor=1');
  // Waking threads for a heap as small as this costs more than they take over.
  setFlagsFromString('--no-parallel-scavenge');
  // How much code a function runs, in bytes, before V8 optimizes it: twenty times the default. Newer versions count calls.
  if (version < 22) setFlagsFromString('--interrupt-budget=1320000');
}
