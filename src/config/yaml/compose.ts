import {Composer, Lexer, Parser, YAMLParseError} from 'yaml';
import type {CST} from 'yaml';
import {partComposer, type PartComposer} from './compose-parts.ts';
import type {YamlDocument} from './source-node.ts';

/** A parsed YAML document, possibly with errors; or the offset at which the text exceeds the limits of a launch file. */
export type Composed =
  {readonly document: YamlDocument} | {readonly excess: 'depth' | 'size'; readonly at: number};

/** The maximum nesting depth of lists and maps; launch files need about eight levels. */
export const MAX_DEPTH = 100;

/**
 * The maximum number of lexemes of a file, not counting blanks. 1 MB of tasks has fewer, and the parser's trees stay below 200 MB
 * (`[a, a, …]` has three lexemes for each item).
 */
const MAX_LEXEMES = 600_000;

/** Like `parseDocument` of the package, but with limits, since its calls nest as deeply as the text. */
export function compose(text: string): Composed {
  const parser = new Parser();
  const reading: Reading = {parser, parts: partComposer(parser, composerOptions), lexemes: 0, errors: 0};
  const document = withoutStacks(() => firstDocument(text, reading));
  if (reading.excess) return {excess: reading.excess, at: Math.min(parser.offset, text.length)};
  if (!document) throw new Error('the YAML composer returned no document');
  return {document};
}

/** The first document, with an error if there is a second one. */
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
  // documentErrors reports duplicate keys with both places.
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

interface Reading {
  readonly parser: Parser;
  readonly parts: PartComposer;
  lexemes: number;
  /** The number of parser errors before the end of the first document. */
  errors: number;
  /** Whether the rest is composed as a whole: documents after the first one, and documents with directives. */
  isWhole?: boolean;
  excess?: 'depth' | 'size';
}

/** The number of lexemes to read before composing the next part. */
const PART = 2000;

/** The tokens of the text, up to the limits. */
function* tokensOf(text: string, reading: Reading): Generator<CST.Token, void> {
  const {parser} = reading;
  let read = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isBlank(lexeme)) reading.lexemes += 1;
    if (reading.lexemes > MAX_LEXEMES) reading.excess = 'size';
    // The stack has two more entries: the document, and possibly a scalar that is being read.
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

/** Disables stack traces: a file may have 500,000 errors, whose stack traces would take most of the time and memory. */
function withoutStacks<T>(make: () => T): T {
  const {stackTraceLimit} = Error;
  try {
    Error.stackTraceLimit = 0;
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
