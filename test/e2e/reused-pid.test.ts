import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {hasPidNamespaces, UNSHARE} from '../support/pid-namespaces.ts';

/**
 * Runs in its own pid namespace, to control pids: starts a run and kills it along with its service, gives the service's
 * pid to another process group without a leader, and starts the next run.
 */
const STORY = `
  run() { exec "$NODE" "$COMMAND" run --format json; }
  until_printed() { until grep -q "$1" "$2" 2> /dev/null; do sleep 0.02; done; }
  run > first & bottle=$!
  until_printed '"run-ready"' first
  service=$(sed -n 's/.*"outputs":{"pid":"\\([0-9]*\\)".*/\\1/p' first | head -n 1)
  kill -9 $bottle -$service
  while [ -e /proc/$service ] || [ -e /proc/$bottle ]; do sleep 0.02; done
  BEFORE
  echo $((service - 1)) > /proc/sys/kernel/ns_last_pid
  setsid sh -c 'sleep 601 > /dev/null 2>&1 & echo $! > daemon' &
  until_printed . daemon
  while [ -e /proc/$service ]; do sleep 0.02; done
  ps -o pgid= -p $(cat daemon) | tr -d ' ' > group
  echo $service > expected-group
  run > second & bottle=$!
  until_printed '"run-ready"' second
  kill $bottle
  wait $bottle || true
  kill -0 $(cat daemon) 2> /dev/null && echo alive > result || echo dead > result
`;

async function play(rig: LaunchRig, before = ':'): Promise<void> {
  const script = STORY.replace('BEFORE', before);
  const env = {NODE: process.execPath, COMMAND: rig.command};
  const {code, stderr} = await rig.start([...UNSHARE, 'sh', '-c', script], {env}).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(await rig.read('group')).toBe(await rig.read('expected-group'));
}

const LAUNCH = `tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`;

test.skipIf(!hasPidNamespaces)(
  'a process group with the reused pid of a killed service is left alone and reported',
  async () => {
    const rig = await launchRig(LAUNCH);
    await play(rig);
    expect(await rig.read('result')).toBe('alive\n');
    const second = await rig.read('second');
    expect(second).toMatch(/"type":"dead-run-warned".*left process group \d+ alone: sleep \(pid \d+\)/);
    expect(second).toMatch(/"type":"dead-run-removed".*"leftovers":\[\]/);
  },
);

test.skipIf(!hasPidNamespaces)('process records are void after a reboot', async () => {
  const rig = await launchRig(LAUNCH);
  await play(
    rig,
    `sed -i 's/"bootId":"[^"]*"/"bootId":"another"/g' "$BOTTLE_STATE_DIR"/runs/*/journal.ndjson`,
  );
  expect(await rig.read('result')).toBe('alive\n');
  const second = await rig.read('second');
  expect(second).toContain('"type":"dead-run-removed"');
  expect(second).not.toContain('dead-run-warned');
});
