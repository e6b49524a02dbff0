import {describe, expect, test} from 'vitest';
import {evaluate} from '../../src/values/evaluate.ts';
import {isTrue, referencesIn} from '../../src/values/expression.ts';
import {parseExpression} from '../../src/values/expression-parser.ts';

const known: Readonly<Record<string, string>> = {
  yes: 'yes',
  empty: '',
  zero: '0',
  'vars.agent': 'codex',
  'tasks.my-db.ports.8888': '127.0.0.1:1',
  true: 'not a word of its own',
};
const source = {lookup: (path: readonly string[]) => known[path.join('.')]};

test.each([
  [`'text'`, 'text'],
  [`''`, ''],
  [`'it''s'`, `it's`],
  [`''''`, `'`],
  [`'}} || "'`, '}} || "'],
  ['vars.agent', 'codex'],
  ['  vars.agent\n', 'codex'],
  ['tasks.my-db.ports.8888', '127.0.0.1:1'],
  ['true', 'not a word of its own'],
  [`vars.agent=='codex'`, 'true'],
  [`vars.agent == 'claude'`, 'false'],
  [`vars.agent != 'claude'`, 'true'],
  [`vars.agent != 'codex'`, 'false'],
  ['!yes', 'false'],
  ['!empty', 'true'],
  ['!!zero', 'false'],
  [`yes || 'b'`, 'yes'],
  [`empty || 'b'`, 'b'],
  [`zero || empty`, ''],
  [`yes && 'b'`, 'b'],
  [`zero && 'b'`, '0'],
  // `!` has the highest precedence, then `==`, then `&&`, then `||`.
  [`'a' || 'b' && ''`, 'a'],
  [`('a' || 'b') && ''`, ''],
  [`'' && 'b' || 'c'`, 'c'],
  [`'a' == 'a' && 'b'`, 'b'],
  [`'a' == 'a' == 'true'`, 'true'],
  [`!'' == 'true'`, 'true'],
  [`!('' == 'true')`, 'true'],
  [`((('a')))`, 'a'],
])('%s is "%s"', (text, value) => {
  expect(evaluate(parsed(text), source)).toBe(value);
});

test.each([
  ['nothing', 'nothing'],
  ['!a.b', 'a.b'],
  [`a || 'b'`, 'a'],
  [`a && 'b'`, 'a'],
  [`'' || a`, 'a'],
  [`a == 'b'`, 'a'],
  [`'b' != a`, 'a'],
])('%s depends on %s', (text, unknown) => {
  expect(evaluate(parsed(text), source)).toEqual({unknown: unknown.split('.')});
});

test.each([`'a' || nothing`, `'' && nothing`])('%s does not evaluate irrelevant operands', text => {
  expect(evaluate(parsed(text), source)).toBeTypeOf('string');
});

test.each(['', 'false', '0', 'no'])('"%s" is false', value => {
  expect(isTrue(value)).toBe(false);
});

test.each(['true', '1', 'yes', 'No', 'FALSE', '00', ' ', 'off'])('"%s" is true', value => {
  expect(isTrue(value)).toBe(true);
});

test('references are found in source order with their places', () => {
  const text = `!(a.b == 'c.d') && e-f || a.b`;
  const references = referencesIn(parsed(text));
  expect(references.map(({start, end}) => text.slice(start, end))).toEqual(['a.b', 'e-f', 'a.b']);
});

const codexHint = `unexpected \`"\`; strings are written in single quotes, as in \`'codex'\``;
const dotHint = 'missing name next to the `.`; a reference looks like `tasks.db.pid`';

/** `‹` and `›` surround the marked part. */
describe('errors', () => {
  test.each([
    ['‹›', 'empty `${{ }}`; write a reference in it, such as `vars.name`'],
    [`a ‹=› 'b'`, 'unexpected `=`, did you mean `==`?'],
    [`a === 'b'`.replace('===', '==‹=›'), 'unexpected `=`, did you mean `==`?'],
    ['a ‹&› b', 'unexpected `&`, did you mean `&&`?'],
    ['a ‹|› b', 'unexpected `|`, did you mean `||`?'],
    ['‹"›a"', codexHint],
    [`a == ‹'b› `, "unterminated string; close it with `'`"],
    ['a‹.›', dotHint],
    ['a‹.›.b', dotHint],
    ['‹.›a', dotHint],
    ['a.b‹[›0]', 'unexpected `[` in an expression'],
    ['‹-›a', 'unexpected `-` in an expression'],
    ['‹`›', 'unexpected backtick in an expression'],
    ['‹😀›', 'unexpected `😀` in an expression'],
    [`a ‹b›`, 'expected an operator, found `b`'],
    [`a ‹'b'›`, `expected an operator, found the string 'b'`],
    ['a‹)›', 'expected an operator, found `)`'],
    ['‹(›a', '`(` is not closed'],
    ['‹(›a == (b)', '`(` is not closed'],
    ['(a ‹b›)', 'expected an operator or `)`, found `b`'],
    ['a ‹==›', 'expected a reference or a string, found the end'],
    ['‹!›', 'expected a reference or a string, found the end'],
    ['‹(›', 'expected a reference or a string, found the end'],
    ['(‹)›', 'expected a reference or a string, found `)`'],
    ['a && ‹||› b', 'expected a reference or a string, found `||`'],
  ])('%s', (marked, message) => {
    const text = `\${{${marked.replaceAll(/[‹›]/g, '')}}}`;
    const result = parseExpression(text, 3, text.length - 2);
    if (!('message' in result)) throw new Error('expected a mistake');
    const {start, end} = result;
    expect({message: result.message, at: mark(text, start, end)}).toEqual({
      message,
      at: marked === '‹›' ? '‹${{}}›' : `\${{${marked}}}`,
    });
  });
});

function mark(text: string, start: number, end: number): string {
  return `${text.slice(0, start)}‹${text.slice(start, end)}›${text.slice(end)}`;
}

function parsed(text: string) {
  const expression = parseExpression(text, 0, text.length);
  if ('message' in expression) throw new Error(expression.message);
  return expression;
}
