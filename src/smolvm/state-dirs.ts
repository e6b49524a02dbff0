/** The variables that decide where smolvm stores its machines. */
const PLACES = ['HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'SMOLVM_DATA_DIR'];

/** The variables that decide where smolvm stores its machines; later calls find the machines only with the same values. */
export function stateDirs(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(PLACES.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The changes to an environment that make smolvm use `places`; `undefined` removes a variable. */
export function inStateDirs(
  places: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(PLACES.map(name => [name, places[name]]));
}
