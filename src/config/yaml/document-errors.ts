import {isAlias, isMap, isScalar, isSeq} from 'yaml';
import type {Alias, Document, Node} from 'yaml';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {eachNode, isMerge, type MapNode, type MapPair, type YamlTree} from './tree.ts';

interface Source {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly tree: YamlTree;
}

/** Errors of a document that is valid YAML: duplicate keys, unknown anchors, a root that is not a map. */
export function documentErrors({file, text, document, tree}: Source): readonly Diagnostic[] {
  const diagnostics: (readonly Diagnostic[])[] = [];
  eachNode(
    tree.root,
    node => {
      if (isMap<Node, Node | null>(node)) diagnostics.push(duplicateKeys(file, node));
      if (isAlias(node)) diagnostics.push(wrongAlias(file, node, tree));
    },
    pair => diagnostics.push(wrongMerge(file, pair, tree)),
  );
  if (document.errors.length === 0) diagnostics.push(wrongRoot(file, text, document));
  return diagnostics.flat();
}

function duplicateKeys(file: string, map: MapNode): readonly Diagnostic[] {
  const first = new Map<unknown, Node>();
  return map.items.flatMap((pair): Diagnostic[] => {
    const {key} = pair;
    if (!isScalar(key) || isMerge(pair)) return [];
    const earlier = first.get(key.value);
    if (!earlier) {
      first.set(key.value, key);
      return [];
    }
    const message = `duplicate key \`${String(key.value)}\``;
    const also = {message: 'first defined here', place: placeOf(file, earlier)};
    return [errorDiagnostic({message, place: placeOf(file, key), also})];
  });
}

/** An alias without its anchor, or inside what it stands for. */
function wrongAlias(file: string, alias: Alias, tree: YamlTree): readonly Diagnostic[] {
  const target = tree.targetOf(alias);
  const place = placeOf(file, alias);
  const name = alias.source;
  if (!target) {
    const message = `there is no \`&${name}\` before \`*${name}\`; quote a string that starts with \`*\``;
    return [errorDiagnostic({message, place})];
  }
  if (!isInside(alias, target)) return [];
  return [errorDiagnostic({message: `\`*${name}\` is inside the value it refers to`, place})];
}

function isInside({range}: Alias, target: Node): boolean {
  if (!range || !target.range) return false;
  return target.range[0] < range[0] && range[0] < target.range[1];
}

function wrongMerge(file: string, pair: MapPair, tree: YamlTree): readonly Diagnostic[] {
  if (!isMerge(pair)) return [];
  const {key, value} = pair;
  const target = tree.resolved(value);
  // An alias that leads nowhere is reported as such.
  const sources = isSeq<Node>(target) ? target.items : [target];
  if ((isAlias(value) && !target) || sources.every(source => isMap(tree.resolved(source)))) return [];
  const place = placeOf(file, key);
  return [errorDiagnostic({message: 'expected a map after `<<`, such as `<<: *base`', place})];
}

function wrongRoot(file: string, text: string, document: Document.Parsed): readonly Diagnostic[] {
  const root = document.contents as Node | null;
  if (isMap(root)) return [];
  const place = {file, start: 0, end: 0};
  if (isScalar(root) && root.value === null && text.slice(root.range?.[0], root.range?.[1]) === '')
    return [emptyFile(place)];
  if (!root) return [emptyFile(place)];
  const found = isSeq(root) ? 'a list' : 'a single value';
  return [
    errorDiagnostic({message: `expected a map with \`tasks\`, found ${found}`, place: placeOf(file, root)}),
  ];
}

function emptyFile(place: SourceRange): Diagnostic {
  return errorDiagnostic({message: 'the file is empty; it needs `tasks`', place});
}

function placeOf(file: string, node: Node): SourceRange {
  const [start, end] = node.range ?? [0, 0];
  return {file, start, end};
}
