import {Composer, Parser} from 'yaml';
import type {YAMLError} from 'yaml';
import {expect, test} from 'vitest';
import {longFiles} from '../../bench/long-files.ts';
import {compose, composerOptions} from '../../src/config/yaml/compose.ts';
import {fromParser} from '../../src/config/yaml/from-parser.ts';

/** Long enough to split most files into several parts. */
const LENGTH = 16_000;

const lines = (count: number, line: (at: number) => string) =>
  Array.from({length: count}, (_, at) => line(at));

/** Collections that are composed in parts, nested in others that are too. */
const nested = {
  'long maps in a long map': lines(
    60,
    task => `t${task}:\n  env:\n${lines(100, at => `    K${at}: v`).join('\n')}`,
  ).join('\n'),
  'long lists in a long list': lines(60, () => `- - x\n${lines(100, at => `  - ${at}`).join('\n')}`).join(
    '\n',
  ),
  'long flow maps in a long map': lines(
    60,
    task => `t${task}: {${lines(100, at => `k${at}: {a: b}`).join(', ')}}`,
  ).join('\n'),
  'mistakes on both sides of a part': `{${lines(3000, at => (at % 7 === 0 ? ',' : at % 5 === 0 ? `a${at} b: c: d,` : `a${at}: b${at % 3 ? ',' : ''}`)).join('\n ')}}`,
  'comments between items': `a:\n${lines(3000, at => `  # ${at}\n\n  k${at}: v # x\n    # y`).join('\n')}\n# z\nb: c`,
  'explicit keys': lines(3000, at => `? k${at}\n: - v`).join('\n'),
  'keys without values': lines(3000, at => `k${at}:\n`).join('\n'),
  'a directive': `%YAML 1.1\n---\n${lines(3000, at => `k${at}: yes`).join('\n')}`,
  'a map that is a key': `{${lines(3000, at => `a${at}: b`).join(', ')}}: x`,
};

test.each([
  ...Object.entries(longFiles).map(([name, make]) => [name, make(LENGTH)] as const),
  ...Object.entries(nested),
])('composes in parts the same document as in one piece: %s', (_name, text) => {
  const inParts = compose(text);
  // Nested too deeply for the composer of the package.
  if ('excess' in inParts) return;
  const [whole] = new Composer(composerOptions).compose(new Parser().parse(text), true, text.length);
  const {root, errors, warnings} = inParts.document;
  expect(root).toEqual(whole?.contents && fromParser(whole.contents));
  expect(warnings.map(facts)).toEqual(whole?.warnings.map(facts));
  expect(errors.filter(({code}) => code !== 'MULTIPLE_DOCS').map(facts)).toEqual(whole?.errors.map(facts));
});

function facts({code, pos, message}: YAMLError) {
  return {code, pos, message};
}
