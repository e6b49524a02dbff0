import {flagSetter, type Flag} from './v8-flags.ts';

/** Loads one of Node's own modules; returns `undefined` if the module does not exist. */
export type LoadBuiltin = (id: string) => unknown;

/**
 * Limits the memory and CPU time of a run. By default, V8 grows its heap to collect garbage less often. That suits programs that compute,
 * but a run waits most of the time, and its garbage would remain for hours. Optimized code does not pay off either: even a run of
 * hundreds of tasks ends before that, while the optimizer's threads compete with the tasks. docs/performance.md has the figures.
 *
 * Must be called before any script is loaded, since V8 accepts cached code only with the flags that it was compiled with. This includes
 * the code cache of Node's own modules, so these are loaded with V8's defaults, by the returned function.
 */
export function limitHeap(): LoadBuiltin {
  const set = flagSetter(FLAGS);
  if (!set) return process.getBuiltinModule;
  set('changed');
  return id => {
    set('default');
    try {
      return process.getBuiltinModule(id);
    } finally {
      set('changed');
    }
  };
}

const FLAGS: readonly Flag[] = [
  // How much the heap may grow between two garbage collections, in percent.
  {changed: '--heap-growing-percent=30', default: '--heap-growing-percent=0'},
  // Keeps the space for new objects at its initial size.
  {changed: '--semi-space-growth-factor=1', default: '--semi-space-growth-factor=2'},
  // For a small heap, waking the threads costs more than they save.
  {changed: '--no-parallel-scavenge', default: '--parallel-scavenge'},
  // How many bytes of bytecode a function runs before V8 optimizes it: twenty times the default. Newer versions count differently.
  {changed: '--interrupt-budget=1320000', default: '--interrupt-budget=67584', newest: 21},
];
