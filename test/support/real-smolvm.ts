import {existsSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe} from 'vitest';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {temporaryDirectory} from './temporary-directory.ts';

/** The real command in one version, downloaded by scripts/fetch-smolvm.sh. It has no guest to boot, so a start fails early. */
export interface RealSmolvm {
  readonly version: SmolvmVersion;
  /** Environment variables that select this command and separate machines, which are removed after the test. */
  env(): Promise<Record<string, string>>;
}

const VERSIONS_FILE = fileURLToPath(new URL('./smolvm-versions.txt', import.meta.url));
const FOLDER = process.env.SMOLVM_VERSIONS_DIR ?? '';

/** Tests for each version of the real command. Skipped if the version is not in SMOLVM_VERSIONS_DIR, but not in CI. */
export function withRealSmolvm(tests: (real: RealSmolvm) => void): void {
  for (const version of readFileSync(VERSIONS_FILE, 'utf8').trim().split('\n')) {
    const program = join(FOLDER, version, 'smolvm');
    const isMissing = !existsSync(program);
    const note = isMissing ? ': not in SMOLVM_VERSIONS_DIR, see scripts/fetch-smolvm.sh' : '';
    describe.skipIf(isMissing && !process.env.CI)(`the real smolvm ${version}${note}`, () =>
      tests({version: version as SmolvmVersion, env: async () => await environment(join(FOLDER, version))}),
    );
  }
}

async function environment(folder: string): Promise<Record<string, string>> {
  return {
    PATH: [folder, process.env.PATH].join(delimiter),
    SMOLVM_DATA_DIR: await temporaryDirectory(),
  };
}
