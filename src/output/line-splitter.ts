import {StringDecoder} from 'node:string_decoder';

/** Splits a stream of bytes into lines, independent of its chunks. */
export interface LineSplitter {
  /** Adds the next chunk and returns the completed lines without their line breaks. */
  push(chunk: Uint8Array): readonly string[];
  /** The unfinished line; `''` if there is none. */
  unfinished(): string;
  /** Ends the stream. Returns the remaining lines, including an unfinished last line. */
  end(): readonly string[];
}

/** The maximum length of a line. Longer lines are split, so a program that prints no line breaks cannot fill the memory. */
const longestLine = 65_536;

/** Transforms text before it is split into lines. May hold text back until a later `push` or the end. */
export interface StreamFilter {
  push(text: string): string;
  end(): string;
}

const unchanged: StreamFilter = {push: text => text, end: () => ''};

/** Splits UTF-8 into lines. A line ends with `\n` or `\r\n`. */
export function lineSplitter(filter = unchanged): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): string[] => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (; rest.length > longestLine; rest = rest.slice(longestLine)) lines.push(rest.slice(0, longestLine));
    return lines.map(withoutReturn);
  };
  return {
    push: chunk => take(filter.push(decoder.write(chunk))),
    unfinished: () => withoutReturn(rest),
    end() {
      const lines = take(filter.push(decoder.end()) + filter.end());
      if (rest !== '') lines.push(withoutReturn(rest));
      rest = '';
      return lines;
    },
  };
}

function withoutReturn(line: string): string {
  return line.replace(/\r+$/, '');
}
