import {describe, expect, test} from 'vitest';
import {errorRules} from '../../src/config/error-rules.ts';
import {rules} from '../../src/lint/registry.ts';
import {warned} from './warned.ts';

describe.each(rules)('$name', ({name, bad, good, about}) => {
  test('reports only its bad example', () => {
    expect(warned(bad).map(each => each.split(':')[0])).toEqual([name]);
  });

  test('accepts its good example', () => expect(warned(good)).toEqual([]));

  test('has a description without a capital letter and full stop', () =>
    expect(about).toMatch(/^[a-z`].*[^.]$/));

  test('can be silenced', () => {
    const marked = warned(bad);
    expect(marked).toHaveLength(1);
    const silenced = silenceAll(bad, name);
    expect(warned(silenced).filter(each => !each.startsWith('unused-silencer'))).toEqual([]);
  });
});

test('rule names are unique', () => {
  const names = [...rules.map(({name}) => name), ...Object.keys(errorRules)];
  expect(new Set(names).size).toBe(names.length);
});

/** Adds a comment above every line. */
function silenceAll(text: string, name: string): string {
  return text
    .split('\n')
    .map(line =>
      line.trim() === '' ? line : `${/^ */.exec(line)?.[0] ?? ''}# bottle: ignore ${name}\n${line}`,
    )
    .join('\n');
}
