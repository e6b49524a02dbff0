import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {replaceFile} from '../state/replace-file.ts';
import {hasCode} from '../vocabulary/caught-error.ts';
import type {FileHashes} from './file-hashes.ts';
import type {Fingerprint} from './fingerprint.ts';

/**
 * The record of the last success of some work: `fingerprints/<artifact key>.json` under the state directory.
 *
 * One file for each artifact, replaced as a whole by a rename: readers need no lock and never see a partial file. There is
 * no fsync: a file torn by a power cut is not valid JSON, which counts as no record and costs one build. Turned down: one
 * file for all, which launches would have to queue for; and file times instead of hashes, which a checkout changes and a
 * restored cache does not.
 */
export interface Success {
  readonly version: 2;
  /** Of what it started from, taken before the command ran: what is edited meanwhile counts as changed. */
  readonly from: Fingerprint;
  /** By absolute path. */
  readonly generated: FileHashes;
  /** `null` where one of them holds a secret. */
  readonly outputs: Readonly<Record<string, string>> | null;
  /** Whether the command has been started again since, so that the world may no longer be as that success left it. */
  readonly superseded: boolean;
}

/** Successes by artifact key. */
export interface FingerprintStore {
  read(key: string): Promise<Success | undefined>;
  write(key: string, success: Success): Promise<void>;
}

/** The store under the state directory. */
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
