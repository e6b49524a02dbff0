import {blockMap} from './simple-block.ts';
import {simpleFlow} from './simple-flow.ts';
import {endLine, nextToken, NotSimple, type SimpleText} from './simple-text.ts';
import type {CollectionNode, YamlDocument} from './source-node.ts';

/**
 * Reads a document of the kind that most launch files are: maps, lists, scalars of one line, scripts after `|`, comments. The same
 * tree as that of the package, in a twentieth of its time; `undefined` for all else, errors included, which only the package reads.
 */
export function simpleDocument(text: string): YamlDocument | undefined {
  if (text.length > MAX_SIMPLE_LENGTH || UNUSUAL.test(text)) return undefined;
  try {
    return {root: rootOf({text, at: 0, indent: -1, comment: -1}), errors: [], warnings: []};
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** Too few for the limit of lexemes, of which a character has at most two. */
const MAX_SIMPLE_LENGTH = 262_144;

/** Control characters, tabs, byte order marks and separators of lines; directives and marks of documents. */
const UNUSUAL = /[^\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\uffff]|^(?:---|\.\.\.|%)/m;

function rootOf(source: SimpleText): CollectionNode {
  nextToken(source);
  mustBeAt(source, 0);
  const {text, at} = source;
  if (text.charAt(at) !== '{' && text.charAt(at) !== '[') {
    const map = blockMap(source, {indent: 0, depth: 0});
    mustBeAt(source, THE_END);
    return map;
  }
  const root = simpleFlow(source, {indent: -1, depth: 0, isInner: false});
  endLine(source);
  const behind = source.at;
  nextToken(source);
  mustBeAt(source, THE_END);
  return {...root, behind};
}

const THE_END = -1;

function mustBeAt({indent}: SimpleText, column: number): void {
  if (indent !== column) throw new NotSimple();
}
