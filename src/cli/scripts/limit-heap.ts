/** V8 prints an error for a flag that it does not have any more: only versions of Node that have been tried. */
const NEWEST_TRIED = 24;

/** How to load one of Node's own modules; `undefined` if there is none of that name. */
export type LoadBuiltin = (id: string) => unknown;

/**
 * Keeps the memory of a run close to what it uses, and its processor time. A run of some hundred tasks is over before optimized code
 * has paid, and the optimizer's threads take both from the tasks. V8 takes more and more so that it has to collect less often, which suits a program
 * that computes; a run waits most of the time, and its garbage would stay for hours. docs/performance.md has the figures.
 *
 * Before any script is loaded, since V8 takes kept code only under the flags that it was made with. That is true of the code that
 * Node has of its own modules, too, so these are loaded under V8's defaults.
 */
export function limitHeap(): LoadBuiltin {
  const version = Number.parseInt(process.versions.node);
  if (version > NEWEST_TRIED) return process.getBuiltinModule;
  const flags = FLAGS.filter(({newest = NEWEST_TRIED}) => version <= newest);
  // Imported here because other commands do not need it.
  const {setFlagsFromString} = process.getBuiltinModule('node:v8');
  // For the checksums of scripts.
  process.getBuiltinModule('node:zlib');
  const set = (values: 'run' | 'default'): void => {
    for (const flag of flags) setFlagsFromString(flag[values]);
  };
  set('run');
  return withLoaded(id => {
    set('default');
    try {
      return process.getBuiltinModule(id);
    } finally {
      set('run');
    }
  });
}

interface Flag {
  readonly run: string;
  /** V8's, in all versions up to `newest`. */
  readonly default: string;
  /** The newest version of Node with it. Default: all that have been tried. */
  readonly newest?: number;
}

const FLAGS: readonly Flag[] = [
  // How much the heap may grow after a garbage collection before the next one.
  {run: '--heap-growing-percent=30', default: '--heap-growing-percent=0'},
  // The space of new objects remains at its initial size.
  {run: '--semi-space-growth-factor=1', default: '--semi-space-growth-factor=2'},
  // Waking threads for a heap as small as this costs more than they take over.
  {run: '--no-parallel-scavenge', default: '--parallel-scavenge'},
  // How much code a function runs, in bytes, before V8 optimizes it: twenty times the default. Newer versions count calls.
  {run: '--interrupt-budget=1320000', default: '--interrupt-budget=67584', newest: 21},
];

/** Setting the flags takes 40 µs, which a module that has been loaded does not need. */
function withLoaded(load: LoadBuiltin): LoadBuiltin {
  const loaded = new Map<string, unknown>();
  return id => {
    if (!loaded.has(id)) loaded.set(id, load(id));
    return loaded.get(id);
  };
}
