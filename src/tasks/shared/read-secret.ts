import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {SecretSource} from '../../schema/launch-file.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {TaskError} from '../../vocabulary/failure.ts';

/** The sources of secrets. */
export interface SecretContext {
  /** The base folder of relative paths. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads one secret.
 * @throws TaskError `no-secret` if the variable is unset or empty, or the file is empty or cannot be read
 */
export async function readSecret(
  secret: string,
  source: SecretSource,
  {dir, env}: SecretContext,
): Promise<string> {
  const read =
    'env' in source
      ? {value: env[source.env], from: `variable ${source.env}`, why: 'it is not set or empty'}
      : await readSecretFile(source.file, dir);
  if (read.value) return read.value;
  throw new TaskError({reason: 'no-secret', secret, source: read.from, why: read.why});
}

/** The value of a secret, and the problem to report if it is empty. */
interface ReadSecret {
  readonly value: string | undefined;
  readonly from: string;
  readonly why: string;
}

async function readSecretFile(file: string, dir: string): Promise<ReadSecret> {
  const path = resolve(dir, file);
  try {
    const value = (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
    return {value, from: `file ${file}`, why: 'it is empty'};
  } catch (error) {
    return {value: undefined, from: `file ${path}`, why: messageOf(error)};
  }
}

/**
 * Reads the secrets of a launch file.
 * @throws TaskError `no-secret` if a secret cannot be read
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
