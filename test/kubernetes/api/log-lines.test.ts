import {expect, test} from 'vitest';
import {logLines, type LogLines} from '../../../src/kubernetes/api/log-lines.ts';

function taken(lines: LogLines, ...pieces: readonly string[]): string {
  return pieces.map(piece => Buffer.from(lines.take(Buffer.from(piece))).toString()).join('');
}

const T1 = '2026-01-02T03:04:05.1Z';
const T2 = '2026-01-02T03:04:05.222222222Z';
const T3 = '2026-01-02T03:04:06.3Z';

test('lines are returned without times, wherever the stream is split', () => {
  const text = `${T1} one\n${T2} \n${T3} a b c\n`;
  for (let size = 1; size < text.length; size++) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(taken(logLines(), ...pieces)).toBe('one\n\na b c\n');
  }
});

test('an unfinished line is returned immediately', () => {
  const lines = logLines();
  expect(taken(lines, `${T1} $ `)).toBe('$ ');
  expect(taken(lines, 'ls\n')).toBe('ls\n');
});

test('reading resumes at the second of the last line, without repeating lines', () => {
  const lines = logLines();
  expect(lines.since).toBeUndefined();
  expect(taken(lines, `${T1} one\n${T3} two\n${T3} two\n${T3} unfi`)).toBe('one\ntwo\ntwo\nunfi');
  expect(lines.since).toBe('2026-01-02T03:04:06Z');
  lines.restart();
  expect(taken(lines, `${T3} two\n`, `${T3} two\n${T3} unfinished\n${T3} two\n`)).toBe('nished\ntwo\n');
  lines.restart();
  expect(taken(lines, `${T3} two\n${T3} two\n${T3} unfinished\n${T3} two\n${T3} new\n`)).toBe('new\n');
});

test('lines that a kubelet has deleted are not awaited', () => {
  const lines = logLines();
  taken(lines, `${T1} one\n${T2} two\n`);
  lines.restart();
  expect(taken(lines, `${T2} two\n${T2} three\n`)).toBe('three\n');
});

test('a line with a late timestamp stays in place', () => {
  const lines = logLines();
  expect(taken(lines, `${T3} error\n${T2} output\n`)).toBe('error\noutput\n');
  expect(lines.since).toBe('2026-01-02T03:04:06Z');
  lines.restart();
  expect(taken(lines, `${T3} error\n${T3} more\n`)).toBe('more\n');
});

test('times can have another time zone', () => {
  const lines = logLines();
  expect(taken(lines, '2026-01-02T05:04:05.123+02:00 one\n')).toBe('one\n');
  expect(lines.since).toBe('2026-01-02T03:04:05Z');
});

test('a line without a time is returned unchanged', () => {
  expect(taken(logLines(), `${T1} one\nunable to retrieve container logs for containerd://abc\nbye\n`)).toBe(
    'one\nunable to retrieve container logs for containerd://abc\nbye\n',
  );
});
