import {Composer, isCollection, isPair} from 'yaml';
import type {CST, Document, Node, Pair, Parser, ParsedNode} from 'yaml';
import {isDivisible, markAt, partOf, type Divisible, type DivisibleItem} from './collection-parts.ts';
import {fromParser, pairFromParser} from './from-parser.ts';
import {
  eachNode,
  type CollectionNode,
  type MapPair,
  type SourceNode,
  type YamlDocument,
} from './source-node.ts';

/**
 * Composes long lists and maps in parts while the parser is still reading them. Tokens take more than twice as much memory as the
 * nodes made from them; this way, only the tokens of one part exist at a time.
 */
export interface PartComposer {
  /** Composes the finished items of all collections that are being read, and replaces them with a mark. */
  composeFinished(): void;
  /**
   * The whole document: composed from the rest, with the composed items put back and their errors added.
   *
   * @param ahead the number of errors of the document that come first
   */
  complete(document: ParsedDocument, ahead: number): YamlDocument;
}

type ParsedDocument = Omit<Document.Parsed, 'contents'> & {readonly contents: ParsedNode | null};

type Item = SourceNode | MapPair;

/** Collections with fewer items are composed together with their parents. */
const FEWEST = 32;

/** The parser may still change the last items of a collection. */
const UNFINISHED = 2;

/** @param options the options of the composer, which must not have read a directive */
export function partComposer(
  parser: Parser,
  options: ConstructorParameters<typeof Composer>[0],
): PartComposer {
  const finished = new Map<string, {readonly token: Divisible; readonly items: Item[]}>();
  const found: Pick<Document.Parsed, 'errors' | 'warnings'> = {errors: [], warnings: []};
  return {
    composeFinished() {
      // Innermost first: each collection is inside an unfinished item of the next one.
      for (const token of parser.stack.toReversed())
        if (isDivisible(token) && token.items.length >= FEWEST) composeItems(token);
    },
    complete(document, ahead) {
      const {contents, errors, warnings} = document;
      const root = contents ? fromParser(contents) : undefined;
      if (root) restore([root]);
      return {
        root,
        errors: [...errors.slice(0, ahead), ...found.errors, ...errors.slice(ahead)],
        warnings: [...found.warnings, ...warnings],
      };
    },
  };

  function composeItems(token: Divisible): void {
    const id = idOf(token.offset, token.type === 'flow-collection');
    const before = finished.get(id);
    const done = token.items.splice(0, token.items.length - UNFINISHED);
    const {items, end} = composePart(token, done, before !== undefined);
    if ([...finished.values()].some(other => !parser.stack.includes(other.token))) restore(items);
    if (before) for (const item of items) before.items.push(item);
    else finished.set(id, {token, items});
    token.items.unshift(markAt(token, end));
  }

  /** @param hasMark whether the first item is a mark for items that were composed before */
  function composePart(token: Divisible, done: readonly DivisibleItem[], hasMark: boolean): Part {
    const whole: CST.Document = {
      type: 'document',
      offset: token.offset,
      start: [],
      value: partOf(token, done),
    };
    const [document] = new Composer(options).compose([whole]);
    const contents = document?.contents;
    if (!document || !isCollection(contents))
      throw new Error('a part of a list or map has become something else');
    for (const error of document.errors) found.errors.push(error);
    for (const warning of document.warnings) found.warnings.push(warning);
    const isFlow = token.type === 'flow-collection';
    // The part of a flow map also ends with a mark.
    const parsed = contents.items.slice(hasMark ? 1 : 0, isFlow ? -1 : undefined) as (
      Node | Pair<Node, Node | null>
    )[];
    const items = parsed.map(item => (isPair(item) ? pairFromParser(item) : fromParser(item)));
    const end = isFlow ? endOf(items.at(-1)) : contents.range[1];
    return {items, end: end ?? token.offset};
  }

  /** Puts the items that were composed before back into the collections of these nodes. */
  function restore(nodes: readonly Item[]): void {
    const collections: (readonly [CollectionNode, Item[]])[] = [];
    const see = (node: SourceNode) => {
      if (node.kind !== 'list' && node.kind !== 'map') return;
      const id = idOf(node.start, node.isFlow);
      const {items} = finished.get(id) ?? {};
      finished.delete(id);
      if (items) collections.push([node, items]);
    };
    for (const node of nodes)
      for (const each of 'key' in node ? [node.key, node.value] : [node]) eachNode(each, see);
    for (const [collection, items] of collections)
      collection.items = [...items, ...collection.items.slice(1)] as typeof collection.items & Item[];
  }
}

interface Part {
  readonly items: Item[];
  /** The offset after the last item. */
  readonly end: number;
}

/** Two collections that start at the same offset have different styles. */
function idOf(offset: number, isFlow: boolean): string {
  return `${offset} ${isFlow ? 'flow' : 'block'}`;
}

function endOf(item: Item | undefined): number | undefined {
  return (item && 'key' in item ? (item.value ?? item.key) : item)?.nodeEnd;
}
