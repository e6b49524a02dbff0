import {expect, test} from 'vitest';
import {expectNothingLeft, withEngine} from '../support/docker.ts';
import {DOCKER_LAUNCH, killStorm, launchAfterStorm} from '../support/kill-storm.ts';
import {launchRig} from '../support/launch-rig.ts';
import {randomNumbers} from '../support/random-graph.ts';

/** Enough to catch regressions; `npm run test:storm` covers rarer moments. */
const KILLS = 4;

withEngine('kill -9', () => {
  test(`at ${KILLS} moments of launches with containers and networks leaves nothing after one more run`, async () => {
    const rig = await launchRig(DOCKER_LAUNCH);
    const start = () => rig.run();
    await killStorm({start, kills: KILLS, random: randomNumbers(1), spanMs: 1_500});
    await launchAfterStorm(start);
    await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
    const left = await rig.leftBehind();
    expect(left.filter(what => !what.startsWith('state/runs/'))).toEqual([]);
  });
});
