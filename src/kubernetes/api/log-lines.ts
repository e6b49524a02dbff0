/**
 * Takes the lines of a log, each with its time, so that reading can begin again anywhere before its end without loss or doubling. A
 * kubelet puts the time when a line was written before it: `2026-01-02T03:04:05.678901234Z text`.
 */
export interface LogLines {
  /** The time to read from, in whole seconds, as kubelets compare them; `undefined` for the beginning. */
  readonly since: string | undefined;
  /** Called with the next bytes, wherever they were cut; gives those that are new, without times. */
  take(piece: Uint8Array): Uint8Array;
  /** Reading begins again from `since`. */
  restart(): void;
}

/** How many bytes show whether a line begins with a time. */
const ENOUGH = 36;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d) /;
const NEWLINE = 10;

export function logLines(): LogLines {
  /** How many bytes of each line of the last second were given, by the line's time: few lines share one. */
  let given = new Map<string, number[]>();
  let second = -Infinity;
  /** How many lines of each time have passed since reading resumed. */
  let passed = new Map<string, number>();
  let head: Buffer = Buffer.alloc(0);
  let line: OpenLine | undefined;

  const begin = (time: string, ofSecond: number): OpenLine => {
    // Of a time before the last second: output and error output are written side by side. It is not read again.
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
  /** The rest of the bytes once the beginning of a line is known; `undefined` if that takes more bytes. */
  const beginLine = (bytes: Buffer): Buffer | undefined => {
    const start = bytes.subarray(0, ENOUGH).toString('latin1');
    const [prefix, wholeSeconds = '', zone = ''] = TIME.exec(start) ?? [];
    // A kubelet's own messages have no time.
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

/** A line whose end has not been read. */
interface OpenLine {
  /** How many bytes were given of the lines of its time, and which of them it is. */
  readonly lengths: number[];
  readonly at: number;
  /** How many of its bytes were read this time. */
  read: number;
}

function newPart(line: OpenLine, text: Buffer): Buffer {
  const {lengths, at} = line;
  const known = Math.max(0, (lengths[at] ?? 0) - line.read);
  line.read += text.length;
  lengths[at] = Math.max(lengths[at] ?? 0, line.read);
  return text.subarray(Math.min(known, text.length));
}
