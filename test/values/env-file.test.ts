import {describe, expect, test} from 'vitest';
import {parseEnvFile, parseRawEnvFile} from '../../src/values/env-file.ts';

const around = new Map([
  ['OUTER', 'outer'],
  ['EMPTY', ''],
]);
const lookup = (name: string) => around.get(name);

describe('an env file', () => {
  // The table of https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/.
  test.each([
    ['VAR=VAL', 'VAL'],
    ['VAR="VAL"', 'VAL'],
    ["VAR='VAL'", 'VAL'],
    ['VAR=VAL # comment', 'VAL'],
    ['VAR=VAL# not a comment', 'VAL# not a comment'],
    ['VAR="VAL # not a comment"', 'VAL # not a comment'],
    ['VAR="VAL" # comment', 'VAL'],
    ["VAR='$OUTER'", '$OUTER'],
    ["VAR='${OUTER}'", '${OUTER}'],
    ["VAR='Let\\'s go!'", "Let's go!"],
    ['VAR="{\\"hello\\": \\"json\\"}"', '{"hello": "json"}'],
    ['VAR="some\\tvalue"', 'some\tvalue'],
    ["VAR='some\\tvalue'", 'some\\tvalue'],
    ['VAR=some\\tvalue', 'some\\tvalue'],
    ["VAR='SOME\nVALUE'", 'SOME\nVALUE'],
    ['VAR=$OUTER', 'outer'],
    ['VAR=${OUTER}/x', 'outer/x'],
    ['VAR="${OUTER}"', 'outer'],
    ['VAR=${UNSET:-x}', 'x'],
    ['VAR=${EMPTY:-x}', 'x'],
    ['VAR=${EMPTY-x}', ''],
    ['VAR=${UNSET-x}', 'x'],
    ['VAR=${OUTER:+x}', 'x'],
    ['VAR=${EMPTY:+x}', ''],
    ['VAR=${EMPTY+x}', 'x'],
    ['VAR=${UNSET+x}', ''],
    ['VAR=${OUTER:?no}', 'outer'],
    ['VAR=${UNSET:-${OUTER}}', 'outer'],
    ['VAR=${UNSET:-${OTHER:-deep}}', 'deep'],
    ['VAR=$UNSET', ''],
    ['VAR=a$$b', 'a$b'],
    ['VAR="a\\$b"', 'a$b'],
    ['VAR=5$ and $1', '5$ and $1'],
    // Additional features of the parser in Compose.
    ['VAR="a\\nb\\\\n"', 'a\nb\\n'],
    ['VAR="\\0101\\q"', 'A\\q'],
    ['VAR="line one\nline two"', 'line one\nline two'],
    ['export VAR=x', 'x'],
    ['  VAR = around', 'around'],
    ['VAR: yaml', 'yaml'],
    ['VAR=', ''],
    ['VAR=a=b', 'a=b'],
    ['VAR=x  \r\n', 'x'],
    ['\uFEFFVAR=x', 'x'],
    ['# first\n\n  # second\nVAR=x', 'x'],
    ['VAR=x\nVAR=y', 'y'],
    ['BASE=http://x\nVAR=${BASE}/api', 'http://x/api'],
    ['OUTER=inner\nVAR=$OUTER', 'outer'],
    ['VAR="a" OTHER=b', 'a'],
  ])('parses %j', (text, expected) => {
    expect(parseEnvFile(text, lookup)).toMatchObject({variables: {VAR: expected}});
  });

  test('passes through a variable without a value', () => {
    expect(parseEnvFile('OUTER\nUNSET\nexport EMPTY', lookup)).toEqual({
      variables: {OUTER: 'outer', EMPTY: ''},
    });
  });

  test.each([
    ['A=1\nB C=2', 2, 'expected `NAME=value`, only a name, an empty line or a comment (`#`)'],
    ['A=1\n\n# x\n=2', 4, 'expected `NAME=value`, only a name, an empty line or a comment (`#`)'],
    ["A='1\n2", 1, 'the quote is not closed'],
    ['A="1', 1, 'the quote is not closed'],
    ['A=${B', 1, '`${` is not closed with `}`'],
    ['A=${1}', 1, '`${` must be followed by the name of a variable; write `$$` for a dollar sign'],
    ['A=1\nB=${UNSET:?ask an admin}', 2, 'the required variable `UNSET` is not set: ask an admin'],
    ['B=${EMPTY:?}', 1, 'the required variable `EMPTY` is not set'],
  ])('reports an error in %j', (text, line, message) => {
    expect(parseEnvFile(text, lookup)).toEqual({line, message});
  });

  test('takes everything after `=` as the value in the format `raw`', () => {
    expect(parseRawEnvFile('# x\nA="b" # c\nB=$OUTER\nOUTER\nUNSET\n', lookup)).toEqual({
      variables: {A: '"b" # c', B: '$OUTER', OUTER: 'outer'},
    });
    expect(parseRawEnvFile('A=1\nb c')).toEqual({
      line: 2,
      message: 'expected `NAME=value`, only a name, an empty line or a comment (`#`)',
    });
  });
});
