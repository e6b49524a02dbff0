import {describe, expect, test} from 'vitest';
import {createMasker} from '../../src/runner/masker.ts';

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

  test('holds back only what may begin a secret', () => {
    const stream = createMasker(['hunter2']).stream();
    expect(stream.push('my hun')).toBe('my ');
    expect(stream.push('dred')).toBe('hundred');
    expect(stream.push(' hunter')).toBe(' ');
    expect(stream.end()).toBe('hunter');
    expect(stream.end()).toBe('');
  });
});
