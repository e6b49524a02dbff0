import {Composer, Lexer, Parser, YAMLParseError} from 'yaml';
import type {CST, Document} from 'yaml';

/** A text as a YAML document, maybe with errors; or where it becomes more than a launch file can be. */
export type Composed =
  {readonly document: Document.Parsed} | {readonly excess: 'depth' | 'size'; readonly at: number};

/** How deep lists and maps can be nested; launch files need about eight levels. */
export const MAX_DEPTH = 100;

/**
 * How many lexemes a file may have, blanks aside: more than 1 MB of tasks has, and less than makes the parser's trees
 * larger than 200 MB (`[a, a, …]` has three for each item).
 */
const MAX_LEXEMES = 600_000;

/** As `parseDocument` of the package, which has no limits: its calls nest as deep as the text does. */
export function compose(text: string): Composed {
  const parser = new Parser();
  const reading: Reading = {parser, lexemes: 0};
  const composer = new Composer(options);
  let document: Document.Parsed | undefined;
  for (const next of withoutStacks(() => [...composer.compose(tokensOf(text, reading), true, text.length)])) {
    if (!document) document = next;
    else {
      document.errors.push(new YAMLParseError([next.range[0], next.range[1]], 'MULTIPLE_DOCS', ''));
      break;
    }
  }
  if (reading.excess) return {excess: reading.excess, at: Math.min(parser.offset, text.length)};
  if (!document) throw new Error('the composer has given no document');
  return {document};
}

const options = {
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
  lexemes: number;
  excess?: 'depth' | 'size';
}

/** The tokens of the text, up to what is too much of it. */
function* tokensOf(text: string, reading: Reading): Generator<CST.Token, void> {
  const {parser} = reading;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isBlank(lexeme)) reading.lexemes += 1;
    if (reading.lexemes > MAX_LEXEMES) reading.excess = 'size';
    // One more for the document, and one for a text that is being read.
    if (parser.stack.length > MAX_DEPTH + 2) reading.excess = 'depth';
    if (reading.excess) return;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

function isBlank(lexeme: string): boolean {
  const first = lexeme.charAt(0);
  return first === ' ' || first === '\n' || first === '\r' || first === '\t';
}

/** A file may have 500,000 errors, and the stack of each would be most of the time and memory that it takes. */
function withoutStacks<T>(make: () => T): T {
  const {stackTraceLimit} = Error;
  try {
    Error.stackTraceLimit = 0;
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
