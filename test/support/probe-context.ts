import type {ProbeDependencies} from '../../src/probes/registry.ts';
import {fakeClock} from './fake-clock.ts';

/** Dependencies of probes, for tests that only need some of them. `${{ vars.x }}` resolves to `x`. */
export function probeContext(some: Partial<ProbeDependencies> = {}): ProbeDependencies {
  return {
    subject: {},
    values: {
      text: source => source.replaceAll(/\$\{\{ vars\.(.*?) \}\}/g, '$1'),
      command: source =>
        typeof source === 'string'
          ? {form: 'shell', script: source, values: {}}
          : {form: 'argv', argv: source},
    },
    clock: fakeClock(),
    cwd: '/nowhere',
    env: {},
    shell: 'sh',
    runCommand: () => Promise.reject(new Error('this test runs no commands')),
    onOutputs: () => undefined,
    ...some,
  };
}
