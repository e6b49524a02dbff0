import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {hasPidNamespaces, UNSHARE} from '../support/pid-namespaces.ts';

/**
 * Runs in its own pid namespace, to control pids: the service gets a lower pid than bottle, and later processes get higher ones, as if
 * the pids had wrapped around twice without forks, because forks failed at the limit of a cgroup.
 */
const STORY = `
  until_printed() { until grep -q "$1" "$2" 2> /dev/null; do sleep 0.02; done; }
  next_pid() { echo "$1" > /proc/sys/kernel/ns_last_pid; }
  next_pid 9000
  "$NODE" "$COMMAND" run --format json > events & bottle=$!
  until_printed '"task-started","task":"gate"' events
  next_pid 5000
  touch open
  until_printed '"run-ready"' events
  next_pid 9500
  kill $bottle
  wait $bottle || true
  ps -A -o pid=,args= | grep 'sleep 60[1]' > left || true
`;

const LAUNCH = `
  tasks:
    gate: {run: 'until [ -e open ]; do sleep 0.02; done; echo opened'}
    web: {serve: 'echo up \${{ tasks.gate.stdout }}; sleep 601 & wait', ready: {log: up}}
`;

test.skipIf(!hasPidNamespaces)(
  'stops a service whose pid is lower than its own, although few processes have been started',
  async () => {
    const rig = await launchRig(LAUNCH);
    const env = {NODE: process.execPath, COMMAND: rig.command};
    const story = rig.start([...UNSHARE, 'sh', '-c', STORY], {env});
    expect(await story.ended()).toMatchObject({code: 0, stderr: ''});
    const events = await rig.read('events');
    expect(events).toMatch(/"task-ready","task":"web","outputs":{"pid":"5\d\d\d"}/);
    expect(await rig.read('left')).toBe('');
    expect(await rig.leftBehind()).toEqual([]);
  },
);
