import {expect, test} from 'vitest';
import {scrolledLines} from '../../src/cli/views/run/scrolled-lines.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const printed = (line: string): RunEvent => ({
  ...{at: 7, type: 'task-output', task: 'a' as TaskName, stream: 'stdout', line},
});
const warned: RunEvent = {at: 7, type: 'task-warned', task: 'a' as TaskName, warning: 'w'};

test('returns each line once, in order', () => {
  const lines = scrolledLines();
  lines.add(printed('1'));
  lines.add(warned);
  expect(lines.take()).toEqual([printed('1'), warned]);
  expect(lines.take()).toEqual([]);
});

test("drops and counts the oldest output if there is too much; bottle's own reports are kept", () => {
  const lines = scrolledLines(1_000);
  lines.add(warned);
  for (let line = 1; line <= 20; line++) lines.add(printed(String(line)));
  const [dropped, first, ...rest] = lines.take();
  expect(first).toEqual(warned);
  expect(rest.at(-1)).toEqual(printed('20'));
  expect(dropped).toEqual({type: 'output-dropped', at: 7, lines: 20 - rest.length});
  expect(rest.length).toBeLessThan(15);
});

test('counts lines that must not be printed', () => {
  const lines = scrolledLines();
  lines.drop();
  lines.drop();
  lines.add(warned);
  expect(lines.take()).toEqual([{type: 'output-dropped', at: 7, lines: 2}, warned]);
});
