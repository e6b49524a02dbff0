import {userInfo} from 'node:os';

/**
 * `$HOME`, else the home directory that the system lists for the user; `undefined` if there is neither. Containers often run as a
 * user id that the system does not list, and `homedir()` of Node throws there.
 */
export function homeDirectory({HOME}: Readonly<Record<string, string | undefined>>): string | undefined {
  return given(HOME) ?? listedHome();
}

function listedHome(): string | undefined {
  try {
    return given(userInfo().homedir);
  } catch {
    return undefined;
  }
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
