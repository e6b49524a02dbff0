import {expect, test} from 'vitest';
import {parseOutputFile} from '../../../src/tasks/host/output-file.ts';
import {printedOutputs} from '../../../src/tasks/shared/printed-outputs.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

const task = 'a' as TaskName;
const declared = ['title', 'token'];

test.each<[string, string, Record<string, string>]>([
  ['lines', 'title=x=y\n\ntoken=\n', {title: 'x=y', token: ''}],
  ['lines with carriage returns', 'title=x\r\ntoken=t\r\n', {title: 'x', token: 't'}],
  ['a block', 'title<<E\none\n\ntoken=evil\nE\ntoken=t', {title: 'one\n\ntoken=evil', token: 't'}],
  ['an empty block', 'title<<E\nE\ntoken=t', {title: '', token: 't'}],
  ['a value that looks like a block', 'title=a<<E\ntoken=t', {title: 'a<<E', token: 't'}],
])('outputs can be read from %s', (_what, text, outputs) => {
  expect(parseOutputFile(text, declared, task)).toEqual(outputs);
  const printed = printedOutputs(declared);
  for (const piece of text.match(/.{1,3}/gs) ?? []) printed.push(Buffer.from(piece));
  expect(printed.outputs(task)).toEqual(outputs);
});

const again =
  'wrote the output `token` twice; write a value with line breaks as `name<<END`, its lines, and `END`';
const unended = 'wrote the output `title<<E` without the closing line `E`';

test.each([
  ['a second line that sets another output', 'title=x\ntoken=evil\ntoken=t', again],
  ['an unterminated block', 'token=t\ntitle<<E\nx', unended],
])('%s is an error', (_what, text, detail) => {
  const failure = {failure: {reason: 'bad-output', task, detail}};
  expect(() => parseOutputFile(text, declared, task)).toThrow(expect.objectContaining(failure));
  const printed = printedOutputs(declared);
  printed.push(Buffer.from(text));
  expect(() => printed.outputs(task)).toThrow(expect.objectContaining(failure));
});

test.each([
  [
    'an invalid line',
    'title=one\nsecret words\ntoken=t',
    'wrote an invalid line 2 to `$BOTTLE_OUTPUT`, expected `name=value`; write a value with line breaks as `name<<END`, its lines, and `END`',
  ],
  [
    'an undeclared output',
    'title=x\nother=y\ntoken=t',
    'wrote the output `other` to `$BOTTLE_OUTPUT`, but does not list it under `outputs`',
  ],
  ['a missing output', 'title=x', 'ended without writing `token=…` to `$BOTTLE_OUTPUT`'],
])('%s in the file is an error', (_what, text, detail) => {
  expect(() => parseOutputFile(text, declared, task)).toThrow(
    expect.objectContaining({failure: {reason: 'bad-output', task, detail}}),
  );
});

test('other lines printed by a command are not outputs', () => {
  const printed = printedOutputs(declared);
  printed.push(Buffer.from('hello\nother=1\nother<<E\ntitle<<\ntitle=x\ntoken=t\n'));
  expect(printed.outputs(task)).toEqual({title: 'x', token: 't'});
});

test('the beginning of a block is detected before its end', () => {
  const printed = printedOutputs(declared);
  expect(printed.push(Buffer.from('token<<E\none\ntwo\n'))).toEqual({token: 'one\ntwo'});
});
