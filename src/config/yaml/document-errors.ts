import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {
  eachNode,
  isMerge,
  type AliasNode,
  type MapNode,
  type MapPair,
  type SourceNode,
  type YamlDocument,
} from './source-node.ts';
import type {YamlTree} from './tree.ts';

interface Source {
  /** The absolute path. */
  readonly file: string;
  readonly text: string;
  readonly document: YamlDocument;
  readonly tree: YamlTree;
}

/** Errors of a document that is valid YAML: duplicate keys, unknown anchors, a root that is not a map. */
export function documentErrors({file, text, document, tree}: Source): readonly Diagnostic[] {
  const diagnostics: (readonly Diagnostic[])[] = [];
  eachNode(
    tree.root,
    node => {
      if (node.kind === 'map') diagnostics.push(duplicateKeys(file, node));
      if (node.kind === 'alias') diagnostics.push(wrongAlias(file, node, tree));
    },
    pair => diagnostics.push(wrongMerge(file, pair, tree)),
  );
  if (document.errors.length === 0) diagnostics.push(wrongRoot(file, text, tree.root));
  return diagnostics.flat();
}

function duplicateKeys(file: string, map: MapNode): readonly Diagnostic[] {
  const first = new Map<unknown, SourceNode>();
  return map.items.flatMap((pair): Diagnostic[] => {
    const {key} = pair;
    if (key.kind !== 'scalar' || isMerge(pair)) return [];
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

/** Reports an alias without an anchor, or inside the value that it refers to. */
function wrongAlias(file: string, alias: AliasNode, tree: YamlTree): readonly Diagnostic[] {
  const target = tree.targetOf(alias);
  const place = placeOf(file, alias);
  const {name} = alias;
  if (!target) {
    const message = `there is no \`&${name}\` before \`*${name}\`; quote a string that starts with \`*\``;
    return [errorDiagnostic({message, place})];
  }
  if (!isInside(alias, target)) return [];
  return [errorDiagnostic({message: `\`*${name}\` is inside the value it refers to`, place})];
}

function isInside({start}: AliasNode, target: SourceNode): boolean {
  return target.start < start && start < target.end;
}

function wrongMerge(file: string, pair: MapPair, tree: YamlTree): readonly Diagnostic[] {
  if (!isMerge(pair)) return [];
  const {key, value} = pair;
  const target = tree.resolved(value);
  // An alias without an anchor is reported separately.
  const sources = target?.kind === 'list' ? target.items : [target];
  if ((value?.kind === 'alias' && !target) || sources.every(source => tree.resolved(source)?.kind === 'map'))
    return [];
  const place = placeOf(file, key);
  return [errorDiagnostic({message: 'expected a map after `<<`, such as `<<: *base`', place})];
}

function wrongRoot(file: string, text: string, root: SourceNode | undefined): readonly Diagnostic[] {
  if (root?.kind === 'map') return [];
  const place = {file, start: 0, end: 0};
  if (!root || (root.kind === 'scalar' && root.value === null && root.start === root.end))
    return [emptyFile(place)];
  const found = root.kind === 'list' ? 'a list' : 'a single value';
  return [
    errorDiagnostic({message: `expected a map with \`tasks\`, found ${found}`, place: placeOf(file, root)}),
  ];
}

function emptyFile(place: SourceRange): Diagnostic {
  return errorDiagnostic({message: 'the file is empty; it needs `tasks`', place});
}

function placeOf(file: string, {start, end}: SourceNode): SourceRange {
  return {file, start, end};
}
