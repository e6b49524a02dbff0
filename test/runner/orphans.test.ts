import {expect, test} from 'vitest';
import {removeOrphans} from '../../src/runner/orphans.ts';
import type {Place} from '../../src/places/place.ts';
import type {PlacedRecord} from '../../src/places/placed-record.ts';
import {bootAndNamespace} from '../../src/processes/process-identity.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {Services} from '../../src/tasks/services.ts';
import type {RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';
import {launchOf} from '../plan/launch-of.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const RUN = '20200101-000000-dead';

const POD: PlacedRecord = {
  ...{made: 'object', kind: 'Pod', name: 'vm', namespace: 'default', run: RUN, graceMs: 0},
  cluster: {server: 'https://lab'},
};

/** The places that a run of these tasks searches for orphans, and the reports. Each place has the pod of a dead run. */
async function swept(tasks: string, head = ''): Promise<readonly unknown[]> {
  const launch = launchOf(tasks, head);
  const stateDir = await temporaryDirectory();
  const {signal} = new AbortController();
  const seen: unknown[] = [];
  const places: Pick<Services['places'], 'at' | 'remove'> = {
    async at(place) {
      seen.push(`asked ${place?.name ?? 'local'}`);
      return {listOwned: async () => [POD]} as unknown as Place;
    },
    remove: async () => [],
  };
  await removeOrphans(
    {
      ...{launch, tasks: launch.tasks, budget: {force: signal, expired: signal}},
      facts: {id: '20260101-000000-live' as RunId, name: 'x', dir: stateDir, state: 'x'},
      services: {places, clock: systemClock} as Services,
      emit: (event: RunEventBody) => void seen.push(event),
    },
    {observer: {stateDir, here: await bootAndNamespace()}},
  );
  return seen;
}

test('removes leftovers of dead runs with machines at a cluster', async () => {
  const tasks = '{vm: {place: lab, machine: {image: alpine, command: [sleep, "600"]}}}';
  expect(await swept(` ${tasks}`, 'places: {lab: {kubernetes: {runtime_class: kata}}}')).toEqual([
    'asked lab',
    {type: 'dead-run-removed', run: RUN, removed: 1, leftovers: []},
  ]);
});

test('does not query an engine for machines on this machine', async () => {
  expect(await swept(' {vm: {machine: {image: alpine}}}')).toEqual([]);
});
