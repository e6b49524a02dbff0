import {existsSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe} from 'vitest';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {temporaryDirectory} from './temporary-directory.ts';

/** The real command, of one version; scripts/fetch-smolvm.sh fetches it. It has no guest to boot: a start fails early. */
export interface RealSmolvm {
  readonly version: SmolvmVersion;
  /** An environment in which `smolvm` is this command, with machines of its own that are removed with the test. */
  env(): Promise<Record<string, string>>;
}

const VERSIONS_FILE = fileURLToPath(new URL('./smolvm-versions.txt', import.meta.url));
const FOLDER = process.env.SMOLVM_VERSIONS_DIR ?? '';

/** Tests for each version of the real command; skipped if SMOLVM_VERSIONS_DIR does not have it, but not in CI. */
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
