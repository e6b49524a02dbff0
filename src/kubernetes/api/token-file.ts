import {readFile} from 'node:fs/promises';
import {messageOf} from '../../vocabulary/caught-error.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {Credential, Credentials} from './credentials.ts';
import {KubernetesError} from './problem.ts';

/**
 * The time after which a token file is read again, as in client-go: a kubelet replaces service account tokens before
 * they expire.
 */
const LIFETIME_MS = 60_000;

/** Credentials from a token file that another program renews. */
export function tokenFileCredentials(
  path: string,
  {clock, source}: {readonly clock: Clock; readonly source: string},
): Credentials {
  let last: {readonly credential: Credential; readonly readAt: number} | undefined;
  const read = async (): Promise<Credential> => {
    const token = await readFile(path, 'utf8').catch((error: unknown) => {
      throw unreadable(messageOf(error), source);
    });
    last = {credential: {headers: {authorization: `Bearer ${token.trim()}`}}, readAt: clock.now()};
    return last.credential;
  };
  return {
    current: async () => (last && clock.now() - last.readAt < LIFETIME_MS ? last.credential : await read()),
    renew: read,
  };
}

function unreadable(message: string, source: string): KubernetesError {
  const why = `its token file cannot be read: ${message}`;
  return new KubernetesError({problem: 'no-access', source, why, next: 'make the file readable'});
}
