import {Composer, Lexer, Parser, YAMLParseError} from 'yaml';
import type {CST} from 'yaml';
import {partComposer, type PartComposer} from './compose-parts.ts';
import type {YamlDocument} from './source-node.ts';

/** Parses a text as a YAML document, possibly with errors; or returns where it exceeds the limits of a launch file. */
export type Composed =
  {readonly document: YamlDocument} | {readonly excess: 'depth' | 'size'; readonly at: number};

/** How deep lists and maps can be nested; launch files need about eight levels. */
export const MAX_DEPTH = 100;

/**
 * How many lexemes a file may have, blanks aside: more than 1 MB of tasks has, and less than makes the parser's trees
 * larger than 200 MB (`[a, a, …]` has three for each item).
 */
const MAX_LEXEMES = 600_000;

/** Like `parseDocument` of the package, but with limits: its calls nest as deep as the text does. */
export function compose(text: string): Composed {
  const parser = new Parser();
  const reading: Reading = {parser, parts: partComposer(parser, composerOptions), lexemes: 0, errors: 0};
  const document = withoutStacks(() => firstDocument(text, reading));
  if (reading.excess) return {excess: reading.excess, at: Math.min(parser.offset, text.length)};
  if (!document) throw new Error('the YAML composer returned no document');
  return {document};
}

/** The first document, with an error at the second one, if there is one. */
function firstDocument(text: string, reading: Reading): YamlDocument | undefined {
  let first: YamlDocument | undefined;
  for (const next of new Composer(composerOptions).compose(tokensOf(text, reading), true, text.length)) {
    if (first) {
      const [start, end] = next.range;
      return {...first, errors: [...first.errors, new YAMLParseError([start, end], 'MULTIPLE_DOCS', '')]};
    }
    first = reading.parts.complete(next, reading.errors);
  }
  return first;
}

export const composerOptions = {
  version: '1.2',
  merge: true,
  stringKeys: true,
  // documentErrors finds them, with both places.
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

interface Reading {
  readonly parser: Parser;
  readonly parts: PartComposer;
  lexemes: number;
  /** How many errors of the parser come before the end of the first document. */
  errors: number;
  /** Whether the rest is composed as a whole: documents after the first, and those with directives. */
  isWhole?: boolean;
  excess?: 'depth' | 'size';
}

/** So many lexemes are read before a part of a long list or map is composed. */
const PART = 2000;

/** The tokens of the text, up to the limit. */
function* tokensOf(text: string, reading: Reading): Generator<CST.Token, void> {
  const {parser} = reading;
  let read = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isBlank(lexeme)) reading.lexemes += 1;
    if (reading.lexemes > MAX_LEXEMES) reading.excess = 'size';
    // One more for the document, and one for a scalar that is being read.
    if (parser.stack.length > MAX_DEPTH + 2) reading.excess = 'depth';
    if (reading.excess) return;
    for (const token of parser.next(lexeme)) yield seen(token, reading);
    read += 1;
    if (read % PART === 0 && reading.isWhole !== true) reading.parts.composeFinished();
  }
  for (const token of parser.end()) yield seen(token, reading);
}

function seen(token: CST.Token, reading: Reading): CST.Token {
  if (token.type === 'document' || token.type === 'directive') reading.isWhole = true;
  if (token.type === 'error' && reading.isWhole !== true) reading.errors += 1;
  return token;
}

function isBlank(lexeme: string): boolean {
  const first = lexeme.charAt(0);
  return first === ' ' || first === '\n' || first === '\r' || first === '\t';
}

/** A file may have 500,000 errors, whose stacks would take most of the time and memory. */
function withoutStacks<T>(make: () => T): T {
  const {stackTraceLimit} = Error;
  try {
    Error.stackTraceLimit = 0;
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
