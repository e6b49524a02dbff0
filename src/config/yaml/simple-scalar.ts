import {lineEnd, NotSimple, type SimpleText} from './simple-text.ts';
import type {ScalarNode} from './source-node.ts';

/** The key of a pair, with its `:`; `undefined` if the next token is not a key. */
export function blockKey(source: SimpleText): ScalarNode | undefined {
  const {text, at: start} = source;
  const key = quotedScalar(source) ?? nameOf(source);
  const next = text.charAt(source.at + 1);
  // The package reports longer ones.
  const isKey = text.charAt(source.at) === ':' && (next === ' ' || next === '\n') && source.at < start + 1000;
  if (key && isKey) {
    source.at += 1;
    return key;
  }
  source.at = start;
  return undefined;
}

function nameOf(source: SimpleText): ScalarNode | undefined {
  NAME.lastIndex = source.at;
  if (!NAME.test(source.text)) return undefined;
  return plainScalar(source, NAME.lastIndex, value => value);
}

const NAME = /[\w.$/][\w.$/-]*/y;

/** A scalar on the rest of the line, not in quotes. */
export function plainLine(source: SimpleText): ScalarNode {
  const {text, at} = source;
  const line = text.slice(at, lineEnd(text, at));
  const comment = line.indexOf(' #');
  const end = at + lengthWithoutSpaces(comment === -1 ? line : line.slice(0, comment));
  const value = text.slice(at, end);
  if (value.includes(': ') || value.endsWith(':')) throw new NotSimple();
  return startedPlain(source, end);
}

/** A scalar in a flow list or map, not in quotes. */
export function plainInFlow(source: SimpleText): ScalarNode {
  const {text, at} = source;
  IN_FLOW.lastIndex = at;
  if (!IN_FLOW.test(text)) throw new NotSimple();
  return startedPlain(source, at + lengthWithoutSpaces(text.slice(at, IN_FLOW.lastIndex)));
}

/** Up to an indicator, or a `:` that ends a key. */
const IN_FLOW = /(?:[^\n,[\]{}:# ]|:(?![\n ,[\]{}]|$)|(?<! )#| )+/y;

/** Without spaces at its end; other blanks are part of a scalar. */
function lengthWithoutSpaces(text: string): number {
  let {length} = text;
  while (text.charAt(length - 1) === ' ') length -= 1;
  return length;
}

function startedPlain(source: SimpleText, end: number): ScalarNode {
  START.lastIndex = source.at;
  if (!START.test(source.text)) throw new NotSimple();
  return plainScalar(source, end, plainValue);
}

/** No indicator of YAML. */
const START = /[^\n ?:,[\]{}#&*!|>'"%@`-]|-[^\n ,[\]{}-]/y;

function plainScalar(source: SimpleText, end: number, valueOf: (text: string) => unknown): ScalarNode {
  const start = source.at;
  source.at = end;
  const value = valueOf(source.text.slice(start, end));
  return {kind: 'scalar', start, end, behind: end, value, isPlain: true, anchor: undefined};
}

/** As the core schema of YAML 1.2 has it. */
function plainValue(text: string): unknown {
  if (!SPECIAL.test(text)) return text;
  if (/^[-+]?[0-9]+$/.test(text)) return parseInt(text, 10);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/.test(text)) return parseFloat(text);
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (OTHER_NUMBER.test(text)) throw new NotSimple();
  return /^(?:~|[Nn]ull|NULL)$/.test(text) ? null : text;
}

const OTHER_NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Begins like a number, or one of the words with a meaning. */
const SPECIAL = /^(?:[-+.\d]|~$|[Nn]ull$|NULL$|[Tt]rue$|TRUE$|[Ff]alse$|FALSE$)/;

/** `undefined` if the next character is no quote. */
export function quotedScalar(source: SimpleText): ScalarNode | undefined {
  const {text, at: start} = source;
  const first = text.charAt(start);
  if (first !== '"' && first !== "'") return undefined;
  const pattern = first === '"' ? DOUBLE : SINGLE;
  pattern.lastIndex = start;
  if (!pattern.test(text)) throw new NotSimple();
  const end = pattern.lastIndex;
  source.at = end;
  const written = text.slice(start + 1, end - 1);
  const value = first === '"' ? unescaped(written) : written.replaceAll("''", "'");
  return {kind: 'scalar', start, end, behind: end, value, isPlain: false, anchor: undefined};
}

const SINGLE = /'(?:[^'\n]|'')*'(?!')/y;
const DOUBLE = /"(?:[^"\\\n]|\\["\\nt])*"/y;

function unescaped(written: string): string {
  if (!written.includes('\\')) return written;
  return written.replace(/\\(.)/g, (_, char: string) => ESCAPED[char] ?? char);
}

const ESCAPED: Readonly<Record<string, string>> = {n: '\n', t: '\t'};
