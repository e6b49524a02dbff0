import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {SecretSource} from '../../schema/launch-file.ts';
import {TaskError} from '../../vocabulary/failure.ts';

/** Where secrets are read from. */
export interface SecretContext {
  /** The folder that paths are relative to. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads one secret.
 * @throws TaskError `no-secret` for a variable that is not set or empty, and for a file that cannot be read or is empty.
 */
export async function readSecret(
  secret: string,
  source: SecretSource,
  {dir, env}: SecretContext,
): Promise<string> {
  const value = 'env' in source ? env[source.env] : await fileText(secret, resolve(dir, source.file));
  if (value) return value;
  const [from, why] =
    'env' in source
      ? [`variable ${source.env}`, 'it is not set or empty']
      : [`file ${source.file}`, 'it is empty'];
  throw new TaskError({reason: 'no-secret', secret, source: from, why});
}

async function fileText(secret: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new TaskError({reason: 'no-secret', secret, source: `file ${path}`, why: (error as Error).message});
  }
}

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
