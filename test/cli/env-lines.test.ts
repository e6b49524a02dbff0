import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {envLines} from '../../src/cli/commands/outputs/env-lines.ts';

function lines(tasks: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  return envLines(new Map(Object.entries(tasks).map(([task, values]) => [task, {values, masked: []}])));
}

test('upper-cases names and replaces all other characters by `_`', () => {
  expect(lines({'my-db': {'ports.80': 'x:1', urlOf: 'y'}})).toEqual({
    text: "MY_DB_PORTS_80='x:1'\nMY_DB_URLOF='y'\n",
  });
});

test('reports two outputs with the same variable name', () => {
  expect(lines({'my-db': {url: 'a'}, my_db: {url: 'b'}})).toEqual({
    clash: {name: 'MY_DB_URL', outputs: ['my-db.url', 'my_db.url']},
  });
});

test.each(["it's", '$(touch /tmp/x) `id` $HOME "\\', 'two\nlines', '', '-n', 'a=b; c', "'"])(
  'a shell reads %j unchanged',
  value => {
    const text = lines({web: {url: value}});
    const script = `eval "$1"; printf '%s' "$WEB_URL"`;
    const read = execFileSync('sh', ['-c', script, 'sh', 'text' in text ? text.text : '']);
    expect(read.toString()).toBe(value);
  },
);
