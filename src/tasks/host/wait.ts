import {hostEndpoint} from './launch.ts';
import type {Kind} from '../kind.ts';

/** Starts nothing. The task consists only of its probes, for things that bottle did not start. */
export const wait: Kind<'wait', undefined> = {
  name: 'wait',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  longestUpMs: () => 0,
  probeTargets: ['endpoint'],
  outputs: () => [],
  impliedNeeds: () => [],
  validate: source =>
    source.ready === undefined ? [{key: ['wait'], message: 'a `wait` task needs a `ready` probe'}] : [],
  summary: () => 'wait',
  resolve: () => undefined,
  up: async () => ({outputs: {}, subject: {endpoint: hostEndpoint}}),
  down: async () => [],
};
