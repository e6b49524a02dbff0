/**
 * Parses the lines of a log with their timestamps, so that reading can resume without losing or repeating output. A
 * kubelet prefixes each line with the time when it was written: `2026-01-02T03:04:05.678901234Z text`.
 */
export interface LogLines {
  /** The time to resume from, in whole seconds, since kubelets compare whole seconds; `undefined` for the beginning. */
  readonly since: string | undefined;
  /** Takes the next chunk, which may end anywhere; returns the new output, without timestamps. */
  take(piece: Uint8Array): Uint8Array;
  /** Called when reading resumes from `since`. */
  restart(): void;
}

/** The number of bytes that show whether a line begins with a timestamp. */
const ENOUGH = 36;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d) /;
const NEWLINE = 10;

export function logLines(): LogLines {
  /** The number of bytes returned of each line of the last second, by timestamp; few lines share one. */
  let given = new Map<string, number[]>();
  let second = -Infinity;
  /** The number of lines of each timestamp since reading resumed. */
  let passed = new Map<string, number>();
  let head: Buffer = Buffer.alloc(0);
  let line: OpenLine | undefined;

  const begin = (time: string, ofSecond: number): OpenLine => {
    // A line from before the last second, since stdout and stderr are written concurrently. It is not read again.
    if (ofSecond < second) return freshLine();
    if (ofSecond > second) {
      second = ofSecond;
      given = new Map();
      passed = new Map();
    }
    const lengths = given.get(time) ?? [];
    given.set(time, lengths);
    const at = passed.get(time) ?? 0;
    passed.set(time, at + 1);
    return {lengths, at, read: 0};
  };
  /** The bytes after the timestamp of a line; `undefined` if more bytes are needed to find it. */
  const beginLine = (bytes: Buffer): Buffer | undefined => {
    const start = bytes.subarray(0, ENOUGH).toString('latin1');
    const [prefix, wholeSeconds = '', zone = ''] = TIME.exec(start) ?? [];
    // A kubelet's own messages have no timestamp.
    if (prefix === undefined && start.length < ENOUGH && !start.includes('\n')) return undefined;
    line = prefix === undefined ? freshLine() : begin(prefix, Date.parse(wholeSeconds + zone));
    return bytes.subarray(prefix?.length ?? 0);
  };
  return {
    get since() {
      return second === -Infinity ? undefined : new Date(second).toISOString().replace('.000Z', 'Z');
    },
    restart() {
      passed = new Map();
      head = Buffer.alloc(0);
      line = undefined;
    },
    take(piece) {
      const fresh: Uint8Array[] = [];
      let rest: Buffer | undefined = Buffer.concat([head, piece]);
      head = Buffer.alloc(0);
      while (rest.length > 0) {
        if (!line) {
          const text = beginLine(rest);
          if (!text) {
            head = rest;
            break;
          }
          rest = text;
        }
        const newline = rest.indexOf(NEWLINE);
        const text = newline < 0 ? rest : rest.subarray(0, newline + 1);
        if (line) fresh.push(newPart(line, text));
        rest = rest.subarray(text.length);
        if (newline >= 0) line = undefined;
      }
      return Buffer.concat(fresh);
    },
  };
}

function freshLine(): OpenLine {
  return {lengths: [], at: 0, read: 0};
}

/** A line that has not been read to its end. */
interface OpenLine {
  /** The number of bytes returned of each line with its timestamp, and its index among them. */
  readonly lengths: number[];
  readonly at: number;
  /** The number of its bytes read since reading resumed. */
  read: number;
}

function newPart(line: OpenLine, text: Buffer): Buffer {
  const {lengths, at} = line;
  const known = Math.max(0, (lengths[at] ?? 0) - line.read);
  line.read += text.length;
  lengths[at] = Math.max(lengths[at] ?? 0, line.read);
  return text.subarray(Math.min(known, text.length));
}
