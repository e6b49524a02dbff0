/** Assigns unique names to drafted tasks. */
export interface TaskNames {
  /** A valid name similar to `wanted`, with a number if the name is taken: `web`, `web-2`. */
  give(wanted: string): string;
}

export function taskNames(): TaskNames {
  const given = new Set<string>();
  return {
    give(wanted) {
      const name = validName(wanted);
      const free = numbered(name).find(candidate => !given.has(candidate)) ?? name;
      given.add(free);
      return free;
    },
  };

  function numbered(name: string): readonly string[] {
    return [name, ...Array.from({length: given.size + 1}, (_, at) => `${name}-${at + 2}`)];
  }
}

/** A valid task name: characters other than letters, digits, `_` and `-` become `-`, and the first character is a letter or `_`. */
function validName(wanted: string): string {
  const name = wanted.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  if (name === '') return 'task';
  return /^[A-Za-z_]/.test(name) ? name : `task-${name}`;
}
