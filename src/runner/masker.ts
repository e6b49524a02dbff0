import {hasInvisible, invisibleText, visibleText} from '../vocabulary/visible-text.ts';
import type {StreamFilter} from '../output/line-splitter.ts';

/** Masks secrets in everything that leaves the runner: output, logs, events, errors. */
export interface Masker {
  /** Adds values to mask, such as secret outputs. Empty values are ignored. */
  add(values: Iterable<string>): void;
  text(text: string): string;
  /** Masks every string inside a JSON-like value. */
  value<T>(value: T): T;
  hasSecret(text: string): boolean;
  /** Masks a stream of text. If the end of a chunk may be the start of a secret, it is held back until the next chunk. */
  stream(): StreamFilter;
}

/** The replacement for a secret. */
export const MASK = '***';

/**
 * Creates a masker. Each line of a multi-line secret is also masked on its own if it has four or more characters. Shorter lines (`{`)
 * are masked only as part of the whole secret. Secrets interrupted by escape sequences, such as colors, are masked too, because views
 * remove those sequences.
 */
export function createMasker(secrets: Iterable<string>): Masker {
  let patterns: readonly string[] = [];
  const add: Masker['add'] = values => {
    const all = new Set([...patterns, ...[...values].flatMap(patternsOf)]);
    patterns = [...all].filter(pattern => pattern !== '').sort((a, b) => b.length - a.length);
  };
  const text = (source: string): string => {
    const mask = hasInvisible(source) ? maskVisible : maskAll;
    return patterns.reduce(mask, source);
  };
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
    hasSecret: source => patterns.some(pattern => containsSecret(source, pattern)),
    stream: () => maskedStream(text, () => patterns),
  };
}

/**
 * The forms in which a secret may be printed: with either kind of line break, as a JSON string, line by line, or without escape
 * sequences.
 */
function patternsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return [
    secret,
    lines.join('\n'),
    lines.join('\r\n'),
    JSON.stringify(secret).slice(1, -1),
    ...(lines.length > 1 ? lines.filter(isRepresentative) : []),
    ...[visibleText(secret).text].filter(isRepresentative),
  ];
}

/** Masking shorter strings would make unrelated output unreadable. */
function isRepresentative(part: string): boolean {
  return part.trim().length >= 4;
}

function maskAll(text: string, secret: string): string {
  return text.replaceAll(secret, MASK);
}

/** Masks a secret in the visible part of a text. Escape sequences inside the secret are moved after the mask. */
function maskVisible(whole: string, secret: string): string {
  const text = maskAll(whole, secret);
  const visible = visibleText(text);
  let masked = text;
  for (let at = visible.text.lastIndexOf(secret); at !== -1;) {
    const [start, end] = [visible.placeOf(at), visible.placeOf(at + secret.length - 1) + 1];
    masked = `${masked.slice(0, start)}${MASK}${invisibleText(text.slice(start, end))}${masked.slice(end)}`;
    at = at < secret.length ? -1 : visible.text.lastIndexOf(secret, at - secret.length);
  }
  return masked;
}

function containsSecret(text: string, secret: string): boolean {
  return text.includes(secret) || (hasInvisible(text) && visibleText(text).text.includes(secret));
}

function maskedStream(mask: (text: string) => string, patterns: () => readonly string[]): StreamFilter {
  let held = '';
  return {
    push(text) {
      const whole = held + text;
      const visible = hasInvisible(whole) ? visibleText(whole) : undefined;
      const safe = safeCut(visible?.text ?? whole, patterns());
      const cut = visible?.placeOf(safe) ?? safe;
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

/** The end of the part that can be masked now. The rest may be the start of a secret. */
function safeCut(text: string, patterns: readonly string[]): number {
  const cut = Math.min(...patterns.map(pattern => startOfPrefix(text, pattern)), text.length);
  return Math.max(cut, ...patterns.map(pattern => endAcross(text, pattern, cut)));
}

/** The start of the longest suffix of `text` that is a prefix of `pattern`; the text's length if there is none. */
function startOfPrefix(text: string, pattern: string): number {
  const first = pattern.charAt(0);
  let at = text.indexOf(first, Math.max(0, text.length - pattern.length + 1));
  while (at !== -1 && !pattern.startsWith(text.slice(at))) at = text.indexOf(first, at + 1);
  return at === -1 ? text.length : at;
}

/** The end of an occurrence of `pattern` that spans `cut`, or else `cut`. */
function endAcross(text: string, pattern: string, cut: number): number {
  const at = text.indexOf(pattern, Math.max(0, cut - pattern.length + 1));
  return at !== -1 && at < cut ? at + pattern.length : cut;
}
