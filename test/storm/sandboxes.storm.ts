import {test} from 'vitest';
import {expectAllReady} from '../examples/docker-sandboxes.ts';
import {expectAllToEndWell} from '../examples/machine-sandboxes.ts';
import {withEngine} from '../support/docker.ts';

/** As many as there are addresses in the pool. */
const ADDRESSES = 16;

const LAUNCHES = Number(process.env.BOTTLE_SANDBOX_LAUNCHES ?? 8);
const LANES = 4;

withEngine('the sandboxes of the examples', () => {
  test(`containers: started ${ADDRESSES} times in parallel, all become ready`, async () => {
    await expectAllReady(ADDRESSES);
  });

  test(`a microVM: ${LAUNCHES} launches with a treacherous exec channel all end well`, async () => {
    await expectAllToEndWell(LAUNCHES, LANES);
  });
});
