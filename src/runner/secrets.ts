import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {SecretSource} from '../schema/launch-file.ts';
import {TaskError} from '../vocabulary/failure.ts';

/**
 * Reads the secrets of a launch file.
 * @throws TaskError `no-secret` for a variable that is not set or empty, and for a file that cannot be read or is empty.
 */
export async function readSecrets(
  sources: Readonly<Record<string, SecretSource>>,
  {dir, env}: {readonly dir: string; readonly env: Readonly<Record<string, string | undefined>>},
): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(sources).map(async ([secret, source]) => {
    const value = 'env' in source ? env[source.env] : await fileText(secret, resolve(dir, source.file));
    if (value) return [secret, value] as const;
    const [from, why] =
      'env' in source
        ? [`variable ${source.env}`, 'it is not set or empty']
        : [`file ${source.file}`, 'it is empty'];
    throw new TaskError({reason: 'no-secret', secret, source: from, why});
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function fileText(secret: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new TaskError({reason: 'no-secret', secret, source: `file ${path}`, why: (error as Error).message});
  }
}

/** What stands in the place of a secret. */
const MASK = '***';

/** Replaces every secret in what leaves the runner: output lines, events, errors. */
export interface Masker {
  text(text: string): string;
  /** Masks every text inside a JSON-like value. */
  value<T>(value: T): T;
  hasSecret(text: string): boolean;
}

/** A masker for the values of some secrets. Of a secret with several lines each line is masked, since output is told by line. */
export function masker(secrets: Readonly<Record<string, string>>): Masker {
  const words = Object.values(secrets).flatMap(secret => [secret, ...longLines(secret)]);
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length);
  const text = (source: string): string =>
    longestFirst.reduce((masked, word) => masked.replaceAll(word, MASK), source);
  const value = (source: unknown): unknown => {
    if (typeof source === 'string') return text(source);
    if (Array.isArray(source)) return source.map(value);
    if (source === null || typeof source !== 'object') return source;
    return Object.fromEntries(Object.entries(source).map(([key, inner]) => [key, value(inner)]));
  };
  const any = longestFirst.length > 0;
  return {
    text,
    value: <T>(source: T): T => (any ? (value(source) as T) : source),
    hasSecret: source => longestFirst.some(word => source.includes(word)),
  };
}

/** Lines that tell something by themselves: masking every `{` of the output would hide the output, not the secret. */
function longLines(secret: string): string[] {
  return secret.split(/\r?\n/).filter(line => line.trim().length >= 4);
}
