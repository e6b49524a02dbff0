import {configDefaults, defineConfig, mergeConfig} from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:portable`: the tests that need neither Linux nor Docker nor root. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      exclude: [
        ...configDefaults.exclude,
        'test/{docker,examples}/**',
        // The stand-in for smolvm makes its guests with tools of Linux.
        'test/{machine,smolvm}/**',
        // These look into /proc for what a launch has left behind, and for terminals use `script` of util-linux.
        'test/e2e/**',
        'test/lsp/protocol.test.ts',
        'test/package/install.test.ts',
      ],
    },
  }),
);
