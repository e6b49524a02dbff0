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
 * Composes long lists and maps part by part while the parser still reads them. The parser's tokens take more than twice the
 * memory of the nodes made of them; this way only those of a part exist at a time.
 */
export interface PartComposer {
  /** Composes the finished items of all collections that are being read, and leaves a mark in their place. */
  composeFinished(): void;
  /**
   * The whole document: what was composed from the rest, with the items put back, and the errors found in them.
   *
   * @param ahead how many errors of the document come first
   */
  complete(document: ParsedDocument, ahead: number): YamlDocument;
}

type ParsedDocument = Omit<Document.Parsed, 'contents'> & {readonly contents: ParsedNode | null};

type Item = SourceNode | MapPair;

/** Collections with fewer items are composed with what is around them. */
const FEWEST = 32;

/** The last items of a collection may still be changed by the parser. */
const UNFINISHED = 2;

/** @param options of the composer, which must not have read a directive */
export function partComposer(
  parser: Parser,
  options: ConstructorParameters<typeof Composer>[0],
): PartComposer {
  const finished = new Map<string, {readonly token: Divisible; readonly items: Item[]}>();
  const found: Pick<Document.Parsed, 'errors' | 'warnings'> = {errors: [], warnings: []};
  return {
    composeFinished() {
      // From the innermost on: it is in an unfinished item of those around it.
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

  /** @param hasMark whether the first item represents those that were composed before */
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

  /** Gives the collections in these nodes the items that were composed before. */
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
  /** The offset after its last item. */
  readonly end: number;
}

/** No two collections that begin at the same offset are written in the same style. */
function idOf(offset: number, isFlow: boolean): string {
  return `${offset} ${isFlow ? 'flow' : 'block'}`;
}

function endOf(item: Item | undefined): number | undefined {
  return (item && 'key' in item ? (item.value ?? item.key) : item)?.behind;
}
