import {isAlias, isMap, isScalar, isSeq, visit} from 'yaml';
import type {Alias, Document, Node, Pair, YAMLMap} from 'yaml';
import type {Diagnostic, Place} from '../vocabulary/diagnostic.ts';

/** What is wrong with the document although it is YAML: keys given twice, anchors that are not there, a root that is no map. */
export function documentErrors(file: string, text: string, document: Document.Parsed): readonly Diagnostic[] {
  if (document.errors.some(error => error.code === 'RESOURCE_EXHAUSTION')) return [];
  const diagnostics: Diagnostic[] = [];
  visit(document, {
    Map: (_key, map) => void diagnostics.push(...duplicateKeys(file, map as YAMLMap<Node, Node | null>)),
    Alias: (_key, alias) => void diagnostics.push(...wrongAlias(file, alias, document)),
    Pair: (_key, pair) => void diagnostics.push(...wrongMerge(file, pair, document)),
  });
  return document.errors.length > 0 ? diagnostics : [...diagnostics, ...wrongRoot(file, text, document)];
}

function duplicateKeys(file: string, map: YAMLMap<Node, Node | null>): readonly Diagnostic[] {
  const first = new Map<unknown, Node>();
  return map.items.flatMap(({key}): Diagnostic[] => {
    if (!isScalar(key) || key.value === '<<') return [];
    const earlier = first.get(key.value);
    if (!earlier) {
      first.set(key.value, key);
      return [];
    }
    const message = `duplicate key \`${String(key.value)}\``;
    const also = {message: 'the first one is here', place: placeOf(file, earlier)};
    return [{severity: 'error', message, place: placeOf(file, key), also}];
  });
}

/** An alias without its anchor, or inside what it stands for. */
function wrongAlias(file: string, alias: Alias, document: Document.Parsed): readonly Diagnostic[] {
  const target = alias.resolve(document);
  const place = placeOf(file, alias);
  const name = alias.source;
  if (!target) {
    const message = `no \`&${name}\` comes before \`*${name}\`; put a text that starts with \`*\` in quotes`;
    return [{severity: 'error', message, place}];
  }
  if (!isInside(alias, target)) return [];
  return [{severity: 'error', message: `\`*${name}\` stands inside what it stands for`, place}];
}

/** Whether an alias leads to something: a node that comes before it, and that it is no part of. */
export function leadsSomewhere(alias: Alias, document: Document.Parsed): boolean {
  const target = alias.resolve(document);
  return target !== undefined && !isInside(alias, target);
}

function isInside({range}: Alias, target: Node): boolean {
  if (!range || !target.range) return false;
  return target.range[0] < range[0] && range[0] < target.range[1];
}

function wrongMerge(file: string, pair: Pair, document: Document.Parsed): readonly Diagnostic[] {
  if (!isScalar(pair.key) || pair.key.value !== '<<') return [];
  const value = pair.value as Node | null;
  const target = isAlias(value) ? value.resolve(document) : value;
  // An alias that leads nowhere is told as such.
  const sources = isSeq(target) ? target.items : [target];
  const isGood = (source: unknown) => isMap(source) || (isAlias(source) && isMap(source.resolve(document)));
  if ((isAlias(value) && !target) || sources.every(isGood)) return [];
  const place = placeOf(file, pair.key as Node);
  return [{severity: 'error', message: 'expected a map after `<<`, such as `<<: *base`', place}];
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
    {severity: 'error', message: `expected a map with \`tasks\`, found ${found}`, place: placeOf(file, root)},
  ];
}

function emptyFile(place: Place): Diagnostic {
  return {severity: 'error', message: 'the file is empty; it needs `tasks`', place};
}

function placeOf(file: string, node: Node): Place {
  const [start, end] = node.range ?? [0, 0];
  return {file, start, end};
}
