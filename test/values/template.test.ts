import {expect, test} from 'vitest';
import {hasExpression, parseTemplate} from '../../src/values/template.ts';

/** The parts, expressions as `‹…›`, broken ones as `✗…✗`. */
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
])('%s', (text, expected) => {
  const parts = parseTemplate(text).parts.map(part => {
    if (part.type === 'literal') return part.text;
    const slice = text.slice(part.start, part.end);
    return part.type === 'expression' ? `‹${slice}›` : `✗${slice}✗`;
  });
  expect(parts).toEqual(expected);
});

test('all problems are reported, with places in the text', () => {
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
])('%s holds an expression: %s', (text, expected) => {
  expect(hasExpression(text)).toBe(expected);
});

test('a long text takes no time and no stack', () => {
  const long = 'x$ { '.repeat(200_000);
  expect(parseTemplate(`${long}\${{ a }}${long}`).parts).toHaveLength(3);
  expect(parseTemplate(`\${{ '${long}' }}`).parts).toHaveLength(1);
  expect(parseTemplate(`\${{ ${long}`).problems).toHaveLength(1);
});

test('a string is parsed once', () => {
  const text = 'port ${{ vars.port }}';
  expect(parseTemplate(text)).toBe(parseTemplate(text));
});
