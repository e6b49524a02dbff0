import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {replaceFile} from '../state/replace-file.ts';
import {hasCode} from '../vocabulary/caught-error.ts';
import type {FileHashes} from './file-hashes.ts';
import type {Fingerprint} from './fingerprint.ts';

/**
 * The record of a last success: `fingerprints/<artifact key>.json` in the state directory.
 *
 * There is one file for each artifact, replaced atomically by a rename, so readers need no lock and never see a partial file. There
 * is no fsync. A file truncated by a power failure is not valid JSON, which counts as no record and costs one build. Rejected: one
 * file for all artifacts, which launches would have to lock; and file times instead of hashes, because a checkout changes them and a
 * restored cache may not.
 */
export interface Success {
  readonly version: 2;
  /** The fingerprint of the inputs, taken before the command ran, so files edited during the run count as changed. */
  readonly from: Fingerprint;
  /** The generated files, by absolute path. */
  readonly generated: FileHashes;
  /** `null` if an output contains a secret. */
  readonly outputs: Readonly<Record<string, string>> | null;
  /** Whether the command has been started again since, so the results of this success may no longer exist. */
  readonly superseded: boolean;
}

/** Successes by artifact key. */
export interface FingerprintStore {
  read(key: string): Promise<Success | undefined>;
  write(key: string, success: Success): Promise<void>;
}

/** Opens the store in the state directory. */
export function fingerprintStore(stateDir: string): FingerprintStore {
  const dir = join(stateDir, 'fingerprints');
  const pathOf = (key: string): string => join(dir, `${key}.json`);
  return {
    async read(key) {
      const text = await readFile(pathOf(key), 'utf8').catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return '';
        throw error;
      });
      return parse(text);
    },
    async write(key, success) {
      await makePrivateDirectory(dir);
      await replaceFile(pathOf(key), JSON.stringify(success));
    },
  };
}

function parse(text: string): Success | undefined {
  try {
    const value = JSON.parse(text) as Success | null;
    return value?.version === 2 ? value : undefined;
  } catch {
    return undefined;
  }
}
