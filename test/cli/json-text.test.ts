import {expect, test} from 'vitest';
import {jsonText} from '../../src/cli/text/json-text.ts';

test('JSON contains no terminal control characters and parses to the same value', () => {
  const value = {a: '\u009b2J\u007f\u001b[2J\u2028 é 日本'};
  expect(jsonText(value)).toBe('{"a":"\\u009b2J\\u007f\\u001b[2J\\u2028 é 日本"}');
  expect(JSON.parse(jsonText(value, 2))).toEqual(value);
});
