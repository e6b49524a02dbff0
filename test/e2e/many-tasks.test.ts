import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {CTRL_C, expectSaneTerminal, onTerminal} from '../support/terminal.ts';

const COUNTER = fileURLToPath(new URL('../support/count-readings.mjs', import.meta.url));

const TASKS = 300;
const FLOODING = 60;

/** Prints as fast as the output is read, once the gate is open. */
const FLOOD = 'echo up; read -r line < gate; exec yes 0123456789012345678901234567890123456789';
const QUIET = 'echo up; exec tail -f /dev/null';

/** Every fifth task floods its output. Half of these and some others ignore SIGTERM. */
function manyTasks(): string {
  const tasks = Array.from({length: TASKS}, (_, index) => {
    const ignore = index % 10 === 0 || index % 20 === 1 ? 'trap "" TERM; ' : '';
    const command = index % (TASKS / FLOODING) === 0 ? FLOOD : QUIET;
    return `  t${index}: {serve: '${ignore}${command}', ready: {log: up}, grace: 200ms}`;
  });
  return `tasks:\n${tasks.join('\n')}\n`;
}

test(
  'one Ctrl-C stops 300 tasks, some of which flood the terminal or ignore SIGTERM',
  {timeout: 180_000},
  async () => {
    const rig = await launchRig(manyTasks());
    const gate = await rig.gate('gate');
    const launch = onTerminal(rig, ['run'], {
      NODE_OPTIONS: `--import ${COUNTER}`,
      BOTTLE_TEST_COUNT_IN: join(rig.dir, 'readings'),
    });
    // Each step has its own deadline.
    for (const progress of [/[1-9]\d\d\/300 ready/, /[23]\d\d\/300 ready/, 'running:'])
      await launch.printed(progress);
    gate.open(FLOODING);
    const flooding = () =>
      processesWith(rig.mark).filter(({commandLine}) => commandLine.startsWith('yes ')).length;
    await expect.poll(flooding, {interval: 200}).toBe(FLOODING);
    launch.type(CTRL_C);
    const {code, stdout} = await launch.ended();
    expect(code).toBe(130);
    expect(stdout).toContain('SIGINT: stopping everything');
    expect(stdout).not.toContain('MaxListenersExceededWarning');
    await expectSaneTerminal(rig, stdout);
    // Tasks that stop at the same time share readings of /proc; each task alone would need two.
    expect(Number(await rig.read('readings'))).toBeLessThan(TASKS);
    expect(await rig.leftBehind()).toEqual([]);
  },
);
