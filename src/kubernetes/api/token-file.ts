import {readFile} from 'node:fs/promises';
import {messageOf} from '../../vocabulary/caught-error.ts';
import type {Clock} from '../../vocabulary/clock.ts';
import type {Credential, Credentials} from './credentials.ts';
import {KubernetesError} from './problem.ts';

/** A token is read again after this time, as client-go does: a kubelet replaces those of service accounts before they expire. */
const LIFETIME_MS = 60_000;

/** A token in a file that something else renews. */
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
  const why = `the file of its token cannot be read: ${message}`;
  return new KubernetesError({problem: 'no-access', source, why, next: 'make the file readable'});
}
