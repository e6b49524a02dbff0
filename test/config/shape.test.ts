import {readFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import {expect, test} from 'vitest';
import {parse as parseYaml} from 'yaml';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {parse} from '../../src/config/yaml/parse.ts';
import {checkShape} from '../../src/config/shape/shape.ts';
import isValidQuickly from '../../generated/is-valid.generated.mjs';
import type {Diagnostic} from '../../src/vocabulary/diagnostic.ts';
import {badFiles, goodFiles} from './shape-table.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schema/bottle.schema.json', import.meta.url), 'utf8'),
) as object;

/** The schema as editors use it, without any code of bottle. */
const isValid = new Ajv({strict: false}).compile(schema);

test.each(goodFiles)('$name', ({lines}) => {
  expect(check(textOf(lines))).toEqual([]);
  expect(isValid(yaml(lines))).toBe(true);
  // Otherwise every call would load the slower validator that reports errors.
  expect(isValidQuickly(yaml(lines))).toBe(true);
});

test.each(badFiles)('$name', ({lines, says, suggestions = []}) => {
  const text = textOf(lines);
  const diagnostics = check(text);
  expect(diagnosticText(diagnostics, () => text, {color: false, cwd: '/w'})).toBe(textOf(says));
  expect(diagnostics.flatMap(({suggestion}) => suggestion ?? [])).toEqual(suggestions);
  expect(isValid(yaml(lines))).toBe(false);
});

test('applies each suggestion to the marked text', () => {
  const fixable = badFiles.filter(({suggestions}) => suggestions?.length === 1);
  const fixed = fixable.map(({name, lines}) => ({name, left: check(fix(textOf(lines))).length}));
  expect(fixed).toEqual(fixable.map(({name}) => ({name, left: 0})));
});

function check(text: string): readonly Diagnostic[] {
  const result = parse('/w/bottle.yaml', text);
  return 'diagnostics' in result ? result.diagnostics : checkShape(result.parsed);
}

function fix(text: string): string {
  return check(text).reduce(
    (fixed, {place, suggestion}) =>
      place && suggestion !== undefined
        ? text.slice(0, place.start) + suggestion + text.slice(place.end)
        : fixed,
    text,
  );
}

function yaml(lines: readonly string[]): unknown {
  return parseYaml(textOf(lines), {merge: true});
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}
