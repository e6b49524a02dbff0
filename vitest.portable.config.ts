import {configDefaults, defineConfig, mergeConfig} from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:portable`: tests that need neither Linux nor Docker nor root. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      exclude: [
        ...configDefaults.exclude,
        'test/{docker,examples}/**',
        // The stand-in for smolvm creates its guests with Linux tools.
        'test/{machine,smolvm}/**',
        // These tests check /proc for leftover processes, and use `script` of util-linux for terminals.
        'test/e2e/**',
        'test/lsp/protocol.test.ts',
        'test/package/install.test.ts',
      ],
    },
  }),
);
