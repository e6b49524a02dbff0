import {expect, test} from 'vitest';
import {removeOrphans} from '../../../src/tasks/shared/orphans.ts';
import type {OrphanContext} from '../../../src/tasks/kind.ts';
import type {Services} from '../../../src/tasks/services.ts';
import {fakeClock} from '../../support/fake-clock.ts';

test.each(['force', 'expired'] as const)('a silent engine is not awaited after `%s`', async signal => {
  const aborts = {force: new AbortController(), expired: new AbortController()};
  const context: Partial<OrphanContext> = {
    ...{force: aborts.force.signal, expired: aborts.expired.signal},
    services: {clock: fakeClock()} as Partial<Services> as Services,
    place: async () => await new Promise<never>(() => undefined),
  };
  const orphans = removeOrphans(context as OrphanContext);
  aborts[signal].abort();
  expect(await orphans).toEqual([]);
});
