import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {createMasker} from '../../src/runner/masker.ts';

const ESC = '\u001b';
const RED = `${ESC}[31m`;

const PEM = 'BEGIN-KEY\n{\nline-one\n}\nab';

describe('a string', () => {
  test.each([
    ['masks a secret anywhere', ['hunter2'], 'my hunter2, hunter2', 'my ***, ***'],
    ['masks the longer of two secrets', ['abc', 'abcdef'], 'abcdef abc', '*** ***'],
    ['masks a secret with quotes inside JSON', ['a"b'], '{"x":"a\\"b"}', '{"x":"***"}'],
    ['masks a single line of a secret', [PEM], 'it is line-one', 'it is ***'],
    ['masks a secret with several lines', [PEM], `<${PEM}>`, '<***>'],
    ['masks a secret with other line endings', [PEM], `<${PEM.replaceAll('\n', '\r\n')}>`, '<***>'],
    ['does not mask a short line alone', [PEM], 'x = {}', 'x = {}'],
    ['does not mask an empty secret', [''], 'abc', 'abc'],
    ['masks a secret with a color inside', ['hunter2'], `my hun${ESC}[31mter2, all`, `my ***${ESC}[31m, all`],
    [
      'masks a secret in two colors, twice',
      ['hunter2'],
      `${RED}h${ESC}[1mu${RED}nter2hunt${RED}er2${ESC}[0m`,
      `${RED}***${ESC}[1m${RED}***${RED}${ESC}[0m`,
    ],
    [
      'masks a secret with a hyperlink inside',
      ['hunter2'],
      `hun${ESC}]8;;http://x\u0007ter2`,
      `***${ESC}]8;;http://x\u0007`,
    ],
    [
      'masks a secret with a one-character sequence inside',
      ['hunter2'],
      'hun\u009b1mt\u0007er2',
      '***\u009b1m\u0007',
    ],
    ['masks a secret that contains colors', [`${RED}hunter2`], `hunter2 ${RED}hunter2`, '*** ***'],
    ['does not mask the beginning of a secret before a color', ['hunter2'], `hunter${RED}3`, `hunter${RED}3`],
  ])('%s', (_what, secrets, text, masked) => {
    expect(createMasker(secrets).text(text)).toBe(masked);
  });

  test('is masked once a secret is known', () => {
    const masker = createMasker([]);
    expect(masker.value({line: 'token t0k3n'})).toEqual({line: 'token t0k3n'});
    masker.add(['t0k3n', '']);
    expect(masker.value({line: 'token t0k3n'})).toEqual({line: 'token ***'});
    expect(masker.hasSecret('t0k3n')).toBe(true);
  });
});

describe('a stream', () => {
  const text = `before ${PEM} between hunter2hunter2 and BEGIN-KEY\n{\nother BEGIN-KEY\n`;
  const masked = 'before *** between ****** and ***\n{\nother ***\n';

  test('is masked independently of where it is split', () => {
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const stream = createMasker([PEM, 'hunter2']).stream();
        const cut = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(cut.map(stream.push).join('') + stream.end()).toBe(masked);
      }
    }
  });

  test('is masked independently of where it is split, with colors in a secret', () => {
    const colored = `a ${RED}hun${ESC}[1mt${RED}er2${ESC}[0m, hunt${RED}, BEGIN-KEY${RED}\n{\nli${ESC}[0mne-one\n}\nab.`;
    for (let first = 0; first <= colored.length; first++) {
      for (let second = first; second <= colored.length; second++) {
        const stream = createMasker([PEM, 'hunter2']).stream();
        const cut = [colored.slice(0, first), colored.slice(first, second), colored.slice(second)];
        const printed = cut.map(stream.push).join('') + stream.end();
        expect(stripVTControlCharacters(printed)).toBe('a ***, hunt, ***.');
      }
    }
  });

  test('holds back only the possible start of a secret', () => {
    const stream = createMasker(['hunter2']).stream();
    expect(stream.push('my hun')).toBe('my ');
    expect(stream.push('dred')).toBe('hundred');
    expect(stream.push(' hunter')).toBe(' ');
    expect(stream.end()).toBe('hunter');
    expect(stream.end()).toBe('');
  });
});
