import type {StreamFilter} from '../output/line-splitter.ts';

/** Replaces every secret in what leaves the runner: output, logs, events, errors. */
export interface Masker {
  /** Masks further values from now on: secret outputs, once they are known. Empty ones are ignored. */
  add(values: Iterable<string>): void;
  text(text: string): string;
  /** Masks every string inside a JSON-like value. */
  value<T>(value: T): T;
  hasSecret(text: string): boolean;
  /** Masks a stream of text, wherever it is cut: a piece that may begin a secret is held back until the next one. */
  stream(): StreamFilter;
}

/** Stands in for a secret. */
export const MASK = '***';

/**
 * A masker for some secrets. Of a secret with several lines, each line of four characters or more is masked by itself too,
 * since it may be printed alone; shorter ones (`{`) only as part of the whole secret.
 */
export function createMasker(secrets: Iterable<string>): Masker {
  let patterns: readonly string[] = [];
  const add: Masker['add'] = values => {
    const all = new Set([...patterns, ...[...values].flatMap(patternsOf)]);
    patterns = [...all].filter(pattern => pattern !== '').sort((a, b) => b.length - a.length);
  };
  const text = (source: string): string =>
    patterns.reduce((masked, pattern) => masked.replaceAll(pattern, MASK), source);
  const value = (source: unknown): unknown => {
    if (typeof source === 'string') return text(source);
    if (Array.isArray(source)) return source.map(value);
    if (source === null || typeof source !== 'object') return source;
    return Object.fromEntries(Object.entries(source).map(([key, inner]) => [key, value(inner)]));
  };
  add(secrets);
  return {
    add,
    text,
    value: <T>(source: T): T => (patterns.length > 0 ? (value(source) as T) : source),
    hasSecret: source => patterns.some(pattern => source.includes(pattern)),
    stream: () => maskedStream(text, () => patterns),
  };
}

/** The forms in which a secret may be printed: with either line break, as a JSON string, or a line of it alone. */
function patternsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return [
    secret,
    lines.join('\n'),
    lines.join('\r\n'),
    JSON.stringify(secret).slice(1, -1),
    ...(lines.length > 1 ? lines.filter(line => line.trim().length >= 4) : []),
  ];
}

function maskedStream(mask: (text: string) => string, patterns: () => readonly string[]): StreamFilter {
  let held = '';
  return {
    push(text) {
      const whole = held + text;
      const cut = safeCut(whole, patterns());
      held = whole.slice(cut);
      return mask(whole.slice(0, cut));
    },
    end() {
      const last = mask(held);
      held = '';
      return last;
    },
  };
}

/** Up to where a text can be masked now: what comes next may complete a secret that begins after that. */
function safeCut(text: string, patterns: readonly string[]): number {
  const cut = Math.min(...patterns.map(pattern => startOfPrefix(text, pattern)), text.length);
  return Math.max(cut, ...patterns.map(pattern => endAcross(text, pattern, cut)));
}

/** Where the longest end of `text` starts with which `pattern` begins; the text's length if there is none. */
function startOfPrefix(text: string, pattern: string): number {
  const first = pattern.charAt(0);
  let at = text.indexOf(first, Math.max(0, text.length - pattern.length + 1));
  while (at !== -1 && !pattern.startsWith(text.slice(at))) at = text.indexOf(first, at + 1);
  return at === -1 ? text.length : at;
}

/** The end of an occurrence of `pattern` that begins before `cut` and ends after it, else `cut`. */
function endAcross(text: string, pattern: string, cut: number): number {
  const at = text.indexOf(pattern, Math.max(0, cut - pattern.length + 1));
  return at !== -1 && at < cut ? at + pattern.length : cut;
}
