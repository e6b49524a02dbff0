/** The variables that say where smolvm keeps its machines. */
const PLACES = ['HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'SMOLVM_DATA_DIR'];

/** Where smolvm keeps its machines in an environment; later calls find them only if this is the same. */
export function stateDirs(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(PLACES.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The changes to an environment so that smolvm uses `places`; `undefined` removes a variable. */
export function inStateDirs(
  places: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(PLACES.map(name => [name, places[name]]));
}
