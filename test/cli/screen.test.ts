import {expect, test} from 'vitest';
import {createScreen} from '../../src/cli/views/run/screen.ts';

/** The output of a screen, one string per call, with escapes as `^[`. */
function written() {
  const texts: string[] = [];
  const screen = createScreen({write: text => texts.push(text.replaceAll('\u001b', '^[')) > 0});
  return {texts, screen};
}

test('draws rows below the lines, and redraws them in place', () => {
  const {texts, screen} = written();
  screen.draw(['one'], ['head', 'row'], 80);
  screen.draw([], ['head', 'changed'], 80);
  screen.draw(['two'], ['head'], 80);
  screen.draw([], [], 80);
  expect(texts).toEqual([
    '\r^[[Jone\r\nhead\r\nrow\r\n',
    '\r^[[2A\r\nchanged^[[K\r\n',
    '\r^[[2A^[[Jtwo\r\nhead\r\n',
    '\r^[[1A^[[J',
  ]);
});

test('writes nothing if the rows have not changed', () => {
  const {texts, screen} = written();
  screen.draw([], ['head'], 80);
  screen.draw([], ['head'], 80);
  expect(texts).toHaveLength(1);
});

test('replaces wrapped rows after the terminal became narrower', () => {
  const {texts, screen} = written();
  screen.draw([], ['\u001b[1m1234567890\u001b[0m', '日本語', 'abc'], 10);
  screen.draw([], ['1234'], 5);
  expect(texts[1]).toBe('\r^[[5A^[[J1234\r\n');
});
