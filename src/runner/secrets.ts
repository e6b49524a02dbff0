import type {SecretSource} from '../schema/launch-file.ts';
import {readSecret, type SecretContext} from '../tasks/shared/read-secret.ts';

/**
 * Reads the secrets of a launch file.
 * @throws TaskError `no-secret` for one that cannot be read
 */
export async function readSecrets(
  sources: Readonly<Record<string, SecretSource>>,
  context: SecretContext,
): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(sources).map(
    async ([secret, source]) => [secret, await readSecret(secret, source, context)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
