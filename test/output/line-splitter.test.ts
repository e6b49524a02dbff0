import {describe, expect, test} from 'vitest';
import {lineSplitter} from '../../src/output/line-splitter.ts';

const text = Buffer.from('first\r\n\nähm… 🍾\r\r\nlast\n');
const lines = ['first', '', 'ähm… 🍾', 'last'];

test('lines are independent of where the stream is split', () => {
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const splitter = lineSplitter();
      const cut = [text.subarray(0, first), text.subarray(first, second), text.subarray(second)];
      expect([...cut.flatMap(splitter.push), ...splitter.end()]).toEqual(lines);
    }
  }
});

describe('an unterminated line', () => {
  test('is available immediately, and complete later', () => {
    const splitter = lineSplitter();
    expect(splitter.push(Buffer.from('done\nread'))).toEqual(['done']);
    expect(splitter.unfinished()).toBe('read');
    expect(splitter.push(Buffer.from('y> \r'))).toEqual([]);
    expect(splitter.unfinished()).toBe('ready> ');
    expect(splitter.push(Buffer.from('\nnext'))).toEqual(['ready> ']);
    expect(splitter.unfinished()).toBe('next');
  });

  test('is completed by the end of the stream', () => {
    const splitter = lineSplitter();
    splitter.push(Buffer.from('last'));
    expect(splitter.end()).toEqual(['last']);
    expect(splitter.unfinished()).toBe('');
    expect(splitter.end()).toEqual([]);
  });

  test('ends with a replacement character if the stream ends within a character', () => {
    const splitter = lineSplitter();
    splitter.push(Buffer.from('ä').subarray(0, 1));
    expect(splitter.end()).toEqual(['\ufffd']);
  });

  test('is split after 65 536 characters', () => {
    const splitter = lineSplitter();
    expect(splitter.push(Buffer.alloc(65_536, 'x'))).toEqual([]);
    expect(splitter.push(Buffer.alloc(70_000, 'x')).map(line => line.length)).toEqual([65_536, 65_536]);
    expect(splitter.unfinished()).toHaveLength(65_536 + 70_000 - 2 * 65_536);
  });
});
