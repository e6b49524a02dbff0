import {test} from 'vitest';
import {expectAllReady} from '../examples/docker-sandboxes.ts';
import {expectAllToEndWell} from '../examples/machine-sandboxes.ts';
import {withEngine} from '../support/docker.ts';
import {withoutFullGuests} from '../support/guests.ts';

/** The number of addresses in the pool. */
const ADDRESSES = 16;

const LAUNCHES = Number(process.env.BOTTLE_SANDBOX_LAUNCHES ?? 8);
const LANES = 4;

withEngine('the sandbox examples', () => {
  test(`with containers become ready ${ADDRESSES} times in parallel`, async () => {
    await expectAllReady(ADDRESSES);
  });

  test.skipIf(withoutFullGuests)(
    `with a microVM succeed in ${LAUNCHES} launches with an unreliable exec channel`,
    async () => {
      await expectAllToEndWell(LAUNCHES, LANES);
    },
  );
});
