import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {createMasker} from '../../src/runner/masker.ts';

const ESC = '\u001b';
const RED = `${ESC}[31m`;

const PEM = 'BEGIN-KEY\n{\nline-one\n}\nab';

describe('a string', () => {
  test.each([
    ['a secret anywhere', ['hunter2'], 'my hunter2, hunter2', 'my ***, ***'],
    ['the longer of two secrets', ['abc', 'abcdef'], 'abcdef abc', '*** ***'],
    ['a secret with quotes inside JSON', ['a"b'], '{"x":"a\\"b"}', '{"x":"***"}'],
    ['a line of a secret with several', [PEM], 'it is line-one', 'it is ***'],
    ['a secret with several lines', [PEM], `<${PEM}>`, '<***>'],
    ['one with other line breaks', [PEM], `<${PEM.replaceAll('\n', '\r\n')}>`, '<***>'],
    ['no short line alone', [PEM], 'x = {}', 'x = {}'],
    ['no empty secret', [''], 'abc', 'abc'],
    ['one with a colour inside', ['hunter2'], `my hun${ESC}[31mter2, all`, `my ***${ESC}[31m, all`],
    [
      'one in two colours, twice',
      ['hunter2'],
      `${RED}h${ESC}[1mu${RED}nter2hunt${RED}er2${ESC}[0m`,
      `${RED}***${ESC}[1m${RED}***${RED}${ESC}[0m`,
    ],
    [
      'one with a hyperlink inside',
      ['hunter2'],
      `hun${ESC}]8;;http://x\u0007ter2`,
      `***${ESC}]8;;http://x\u0007`,
    ],
    ['one with a one-character sequence inside', ['hunter2'], 'hun\u009b1mt\u0007er2', '***\u009b1m\u0007'],
    ['one that has colours itself', [`${RED}hunter2`], `hunter2 ${RED}hunter2`, '*** ***'],
    ['not its beginning before a colour', ['hunter2'], `hunter${RED}3`, `hunter${RED}3`],
  ])('%s is masked', (_what, secrets, text, masked) => {
    expect(createMasker(secrets).text(text)).toBe(masked);
  });

  test('is masked from the moment a secret is known', () => {
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

  test('is masked the same wherever it is cut', () => {
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const stream = createMasker([PEM, 'hunter2']).stream();
        const cut = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(cut.map(stream.push).join('') + stream.end()).toBe(masked);
      }
    }
  });

  test('with colours in a secret is masked the same wherever it is cut', () => {
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

  test('holds back only what may begin a secret', () => {
    const stream = createMasker(['hunter2']).stream();
    expect(stream.push('my hun')).toBe('my ');
    expect(stream.push('dred')).toBe('hundred');
    expect(stream.push(' hunter')).toBe(' ');
    expect(stream.end()).toBe('hunter');
    expect(stream.end()).toBe('');
  });
});
