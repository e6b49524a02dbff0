import {StringDecoder} from 'node:string_decoder';

/** Makes lines of a stream of bytes, wherever the stream was cut. */
export interface LineSplitter {
  /** Takes the next piece and returns the completed lines, without their line breaks. */
  push(chunk: Uint8Array): readonly string[];
  /** The unfinished line; `''` if there is none. */
  unfinished(): string;
  /** Ends the stream; returns the unfinished line as the last one. */
  end(): readonly string[];
}

/** A program that never breaks its line must not fill the memory: after this many characters the line is broken for it. */
const longestLine = 65_536;

/** Transforms a text before it is split into lines; parts that it holds back come with a later piece, or at the end. */
export interface StreamFilter {
  push(text: string): string;
  end(): string;
}

const unchanged: StreamFilter = {push: text => text, end: () => ''};

/** UTF-8 in, lines out; a line ends at `\n`, and `\r` before it belongs to the line break. */
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
