import {isMap, mapOf, type PlainMap} from '../../../src/init/plain-map.ts';

/** Paths of the keys in the schema of the specification: those of the root and of its sections. */
export function keysOf(schema: unknown): readonly string[] {
  const {properties, ...rest} = mapOf(schema);
  const definitions = rest.$defs ?? rest.definitions;
  const walk = (node: unknown, path: string, seen: readonly string[]): readonly string[] => {
    if (!isMap(node)) return [];
    const {$ref: reference} = node;
    const name = typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : '';
    if (name !== '') return seen.includes(name) ? [] : walk(mapOf(definitions)[name], path, [...seen, name]);
    const named = Object.entries(mapOf(node.properties)).flatMap(([key, below]) => [
      `${path}.${key}`,
      ...walk(below, `${path}.${key}`, seen),
    ]);
    const any = Object.entries(mapOf(node.patternProperties)).filter(([pattern]) => pattern !== '^x-');
    const branches = ['oneOf', 'anyOf', 'allOf'].flatMap(key =>
      Array.isArray(node[key]) ? (node[key] as unknown[]) : [],
    );
    return [
      ...named,
      ...[...branches, node.items].flatMap(below => walk(below, path, seen)),
      ...[...any.map(([, below]) => below), node.additionalProperties].flatMap(below =>
        walk(below, `${path}.*`, seen),
      ),
    ];
  };
  const sections: PlainMap = mapOf(definitions);
  const found = [
    ...Object.keys(mapOf(properties)).map(key => `root.${key}`),
    ...['service', 'network', 'volume', 'secret', 'config'].flatMap(name =>
      walk(sections[name], name, [name]),
    ),
  ];
  return [...new Set(found)];
}
