import {expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {parse} from '../../src/config/yaml/parse.ts';
import {badYaml} from './bad-yaml-table.ts';

test.each(badYaml)('$name', ({lines, says}) => {
  const text = textOf(lines);
  const result = parse('/w/bottle.yaml', text);
  const diagnostics = 'diagnostics' in result ? result.diagnostics : [];
  expect(diagnosticText(diagnostics, () => text, {color: false, cwd: '/w'})).toBe(textOf(says));
});

test('reports brackets nested deeper than the call stack allows', () => {
  const depth = 20_000;
  const result = parse('/w/bottle.yaml', `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
  const messages = 'diagnostics' in result ? result.diagnostics.map(({message}) => message) : [];
  expect(messages).toEqual(['nested more than 100 levels deep; launch files need about eight']);
});

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}
