import {expect, test} from 'vitest';
import {plan} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import {taskDetails} from '../../src/cli/views/plan/task-text.ts';
import {launchOf} from './launch-of.ts';

const launch = launchOf(
  `
  first: {run: "true"}
  free: {container: {image: free:1}}
  waits: {needs: [first], container: {image: "redis:\${{ vars.version }}"}}
  pulls: {needs: [first], image: {pull: pulled}}
  builds: {needs: [first], image: {build: .}}
  local: {needs: [first], container: {image: local, pull: never}}
  unknown: {container: {image: "app:\${{ tasks.first.stdout }}"}}
  perhaps: {needs: [first], container: {image: b}, if: "\${{ tasks.first.stdout == 'x' }}"}
  never: {needs: [first], container: {image: c}, if: "\${{ vars.version == '1' }}"}`,
  'vars: {version: "7"}',
);

test('a plan shows images that are pulled ahead of their tasks', () => {
  const selected = select(launch, {tasks: []});
  if ('diagnostics' in selected) throw new Error('not selected');
  const {tasks} = plan({launch, selection: selected.selection, env: {}});
  const ahead = tasks.flatMap(({task, ahead: does}) => (does === undefined ? [] : [[task, does]]));
  expect(ahead).toEqual([
    ['waits', 'pull redis:7'],
    ['pulls', 'pull pulled'],
  ]);
  const waits = tasks.find(({task}) => task === 'waits');
  expect(waits && taskDetails(waits)).toContainEqual({label: 'meanwhile', text: 'pull redis:7'});
});
