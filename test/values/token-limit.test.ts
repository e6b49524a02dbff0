import {expect, test} from 'vitest';
import {MAX_TOKENS, tokensOf} from '../../src/values/shell-quoting.ts';

test('a script has tokens up to the limit, and none beyond', () => {
  expect(tokensOf('a;'.repeat(MAX_TOKENS / 2))).toHaveLength(MAX_TOKENS);
  expect(tokensOf(`${'a;'.repeat(MAX_TOKENS / 2)}b;`)).toEqual([]);
});
