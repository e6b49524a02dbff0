import {userInfo} from 'node:os';

/**
 * `$HOME`, or else the user's home directory in the system's user database; `undefined` if neither is set. Containers often run with
 * a user id that is not in the database, for which Node's `homedir()` throws.
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
