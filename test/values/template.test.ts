import {expect, test} from 'vitest';
import {hasExpression, parseTemplate} from '../../src/values/template.ts';

/** The parts, with expressions as `‹…›` and invalid ones as `✗…✗`. */
test.each([
  ['', []],
  ['text', ['text']],
  ['${{ a }}', ['‹${{ a }}›']],
  ['x${{a}}y${{ b }}', ['x', '‹${{a}}›', 'y', '‹${{ b }}›']],
  ['${{ a }}${{ b }}', ['‹${{ a }}›', '‹${{ b }}›']],
  ['$${{ a }}', ['${{', ' a }}']],
  ['a$${{ b }}${{ c }}', ['a', '${{', ' b }}', '‹${{ c }}›']],
  ['$$${{ a }}', ['$', '${{', ' a }}']],
  ['$ {{ a }} ${ a } {{ a }}', ['$ {{ a }} ${ a } {{ a }}']],
  ["${{ '}}' }}", ["‹${{ '}}' }}›"]],
  ["${{ '${{' }}", ["‹${{ '${{' }}›"]],
  ['${{ a }}}', ['‹${{ a }}›', '}']],
  ['${x:-${{ a }}}', ['${x:-', '‹${{ a }}›', '}']],
  ['${{\n  a\n}}', ['‹${{\n  a\n}}›']],
  ['${{ a', ['✗${{✗', ' a']],
  ['${{ a ${{ b }}', ['✗${{✗', ' a ', '‹${{ b }}›']],
  ["${{ 'a }} b ${{ c }}", ["✗${{ 'a }}✗", ' b ', '‹${{ c }}›']],
  ["it's ${{ a }}", ["it's ", '‹${{ a }}›']],
  ['${{ }}', ['✗${{ }}✗']],
])('parses %s', (text, expected) => {
  const parts = parseTemplate(text).parts.map(part => {
    if (part.type === 'literal') return part.text;
    const slice = text.slice(part.start, part.end);
    return part.type === 'expression' ? `‹${slice}›` : `✗${slice}✗`;
  });
  expect(parts).toEqual(expected);
});

test('all problems are reported with their places', () => {
  const text = '${{ a b }} ${{ }} ${{';
  const problems = parseTemplate(text).problems.map(({message, start, end}) => [
    message,
    text.slice(start, end),
  ]);
  expect(problems).toEqual([
    ['expected an operator, found `b`', 'b'],
    ['empty `${{ }}`; write a reference in it, such as `vars.name`', '${{ }}'],
    ['`${{` is not closed; close it with `}}`', '${{'],
  ]);
});

test.each([
  ['a ${{ b }}', true],
  ['${{', true],
  ['a $${{ b }}', false],
  ['a', false],
])('%s contains an expression: %s', (text, expected) => {
  expect(hasExpression(text)).toBe(expected);
});

test('a long text is parsed quickly and without recursion', () => {
  const long = 'x$ { '.repeat(200_000);
  expect(parseTemplate(`${long}\${{ a }}${long}`).parts).toHaveLength(3);
  expect(parseTemplate(`\${{ '${long}' }}`).parts).toHaveLength(1);
  expect(parseTemplate(`\${{ ${long}`).problems).toHaveLength(1);
});

test('parse results are cached', () => {
  const text = 'port ${{ vars.port }}';
  expect(parseTemplate(text)).toBe(parseTemplate(text));
});
