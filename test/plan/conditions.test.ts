import {expect, test} from 'vitest';
import {planText} from '../../src/cli/views/plan/text.ts';
import {dotOf} from '../../src/plan/dot.ts';
import {mermaidOf} from '../../src/plan/mermaid.ts';
import {plan} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import {launchOf} from './launch-of.ts';

const launch = launchOf(`
  db: {serve: db, ready: {port: 5432}}
  test: {needs: [db], run: npm test}
  tail: {needs: [{task: db, condition: started}], run: tail}
  lint: {run: lint, allow_failure: true, needs: [test], wait_timeout: 1m}
  report: {needs: [{task: test, condition: ended}, {task: db, condition: ready}], run: report}
`);
const selected = select(launch, {tasks: ['tail', 'report', 'lint']});
if ('diagnostics' in selected) throw new Error('a wrong selection');
const made = plan({launch, selection: selected.selection, env: {}, stopTimeoutMs: 8_000});

test('a plan contains the condition of every need', () => {
  const needs = made.tasks.flatMap(({task, needs}) =>
    needs.map(({task: to, condition}) => `${task} needs ${to} ${condition}`),
  );
  expect(needs.toSorted()).toEqual([
    'lint needs test ready',
    'report needs db ready',
    'report needs test ended',
    'tail needs db started',
    'test needs db ready',
  ]);
});

test('the text of a plan shows conditions other than `ready`', async () => {
  const text = await planText(made, {cwd: '/', width: Infinity, color: false, whole: 'all'});
  expect(text).toContain('after db has started: needs');
  expect(text).toContain('after test has ended: needs');
  expect(text.match(/after db: needs/g)).toHaveLength(2);
  expect(text).toContain('starts within 1 m, or fails');
  expect(text).toContain('may fail without ending the run');
  expect(text).toContain('teardown within 8 s\n');
});

test('drawings show conditions other than `ready` on the arrows', () => {
  expect(mermaidOf(made)).toMatch(/-->\|"started"\| .*\n(.*\n)*.*-->\|"ended"\| /);
  expect(dotOf(made)).toContain('"db" -> "tail" [label="started"];');
  expect(dotOf(made)).toContain('"test" -> "report" [label="ended"];');
  expect(dotOf(made)).toContain('"db" -> "report";');
});

test('the longest chain excludes tasks that only have to be started', () => {
  const tasks = launchOf(`
  net: {wait: {}, ready: {port: "x:1", timeout: 5s}}
  db: {needs: [net], serve: db, ready: {port: 5432, timeout: 60s}}
  tail: {needs: [{task: db, condition: started}], run: tail, timeout: 58s}
`);
  const all = select(tasks, {});
  if ('diagnostics' in all) throw new Error('a wrong selection');
  const {worstCase, criticalPath} = plan({
    ...{launch: tasks, selection: all.selection, env: {}},
    times: {net: 10, db: 900, tail: 800},
  });
  expect(worstCase).toEqual({chain: ['net', 'db'], ms: 65_000, unbounded: []});
  expect(criticalPath).toEqual({chain: ['net', 'db'], ms: 910, unmeasured: []});
  const slow = plan({
    ...{launch: tasks, selection: all.selection, env: {}},
    times: {net: 10, db: 900, tail: 1_000},
  });
  expect(slow.criticalPath).toEqual({chain: ['net', 'tail'], ms: 1_010, unmeasured: []});
});
