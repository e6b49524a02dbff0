import {readFileSync} from 'node:fs';

/** The subset of JSON Schema used by bottle's schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly markdownDescription?: string;
  readonly doNotSuggest?: boolean;
  readonly defaultSnippets?: readonly Snippet[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A snippet that editors offer, in addition to keys and values. */
export interface Snippet {
  readonly label: string;
  readonly body: unknown;
}

/** A map in a launch file, with the keys that it can contain. */
export interface MapPlace {
  /** Its path, with kinds in braces: `tasks.a{serve}.ready{port}`. */
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** The required contents of the map. Empty if the kind is not chosen. */
  readonly base: Readonly<Record<string, unknown>>;
  /** Whether the required contents are complete. They are not if a kind must be chosen. */
  readonly isWhole: boolean;
  /** The keys that editors offer in the map. */
  readonly keys: Readonly<Record<string, Schema>>;
  readonly snippets: readonly Snippet[];
  /** A launch file that contains this map. */
  readonly fileWith: (map: unknown) => unknown;
}

/** The schema used by editors. */
export const schema = JSON.parse(
  readFileSync(new URL('../../schema/bottle.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** Every map of the launch file with its own keys. Maps that are equal in several tasks or probes occur once. */
export function mapPlaces(): readonly MapPlace[] {
  return placesIn(schema, {name: '', path: [], fileWith: map => map, seen: new Set()});
}

/** A value that is valid for a schema. */
export function sampleOf(subschema: Schema): unknown {
  const part = resolved(subschema);
  const [first] = [
    ...(part.const === undefined ? [] : [part.const]),
    ...(part.examples ?? []),
    ...(part.enum ?? []),
  ];
  if (first !== undefined) return first;
  const [type] = [part.type ?? 'object'].flat();
  if (type === 'object') return part.if === undefined ? baseOf(part) : sampleOf(branchesOf(part)[0] ?? {});
  if (type === 'array') return [sampleOf(part.items ?? {})];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return part.minimum ?? 1;
  // For example "expected a size such as `512m`".
  return / `([^`]+)`/.exec(part.patternErrorMessage?.split('such as').at(-1) ?? '')?.[1] ?? 'x';
}

/** A value of each type that is valid for a schema. */
export function samplesOf(subschema: Schema): readonly unknown[] {
  const part = resolved(subschema);
  const isByType = part.if?.type !== undefined && part.if.required === undefined;
  return isByType ? [sampleOf(part), ...branchesOf(part).map(sampleOf)] : [sampleOf(part)];
}

/** Merged with the target of its `$ref`. Keys next to the `$ref` take precedence. */
export function resolved({$ref, ...beside}: Schema): Schema {
  const target = schema.definitions?.[$ref?.split('/').at(-1) ?? ''];
  return target ? {...resolved(target), ...beside} : beside;
}

interface Way extends Pick<MapPlace, 'name' | 'path' | 'fileWith'> {
  /** References that have been visited. */
  readonly seen: Set<string>;
}

function placesIn(subschema: Schema, way: Way): readonly MapPlace[] {
  const {$ref} = subschema;
  if ($ref !== undefined && way.seen.has($ref)) return [];
  if ($ref !== undefined) way.seen.add($ref);
  const part = resolved(subschema);
  const {items, additionalProperties} = part;
  return [
    ...(part.if ? branchPlaces(part, way) : mapPlace(part, way)),
    ...(items
      ? placesIn(
          items,
          inside(way, 0, item => [item]),
        )
      : []),
    ...(typeof additionalProperties === 'object'
      ? placesIn(
          additionalProperties,
          inside(way, 'a', entry => ({a: entry})),
        )
      : []),
  ];
}

function branchPlaces(part: Schema, way: Way): readonly MapPlace[] {
  return branchesOf(part).flatMap(branch => placesIn(branch, way));
}

/** The branches of a chain, each with the requirements of its guard. The last branch, where no guard applies, is unchanged. */
function branchesOf({if: guard, then, else: rest}: Schema): readonly Schema[] {
  if (guard === undefined || then === undefined) return [];
  const guarded = (then.if ? branchesOf(then) : [resolved(then)]).map(branch => ({
    ...(guard.type && {type: guard.type}),
    ...branch,
    allOf: [...(branch.allOf ?? []), guard],
  }));
  return [...guarded, ...(rest?.if ? branchesOf(rest) : rest ? [rest] : [])];
}

function mapPlace(part: Schema, way: Way): readonly MapPlace[] {
  if (part.properties === undefined) return [];
  const base = baseOf(part);
  const keys = Object.fromEntries(
    Object.entries(part.properties).filter(([, key]) => key.doNotSuggest !== true),
  );
  const isWhole = part.anyOf === undefined;
  const kind = requiredIn(part).find(key =>
    part.allOf?.some(({type, required}) => type && required?.includes(key)),
  );
  const name = `${way.name}${kind === undefined ? '' : `{${kind}}`}`;
  const {path, fileWith} = way;
  const place = {name, path, fileWith, base, isWhole, keys, snippets: part.defaultSnippets ?? []};
  const below = Object.entries(isWhole ? keys : {}).flatMap(([key, value]) =>
    placesIn(
      value,
      inside({...way, name}, key, held => ({...base, [key]: held})),
    ),
  );
  return [place, ...below];
}

function inside(
  {name, path, fileWith, seen}: Way,
  step: string | number,
  hold: (value: unknown) => unknown,
): Way {
  return {
    name: typeof step === 'number' ? `${name}[]` : `${name}${name && '.'}${step}`,
    path: [...path, step],
    fileWith: value => fileWith(hold(value)),
    seen,
  };
}

function baseOf(part: Schema): Readonly<Record<string, unknown>> {
  return Object.fromEntries(requiredIn(part).map(key => [key, sampleOf(part.properties?.[key] ?? {})]));
}

/** The first of several sets of keys: a launch file has `tasks` or `include`. */
function requiredIn({allOf = [], required = []}: Schema): readonly string[] {
  const chosen = allOf.flatMap(each => (each.anyOf?.[0] ? [each.anyOf[0]] : [each]));
  return [...new Set([...required, ...chosen.flatMap(requiredIn)])];
}
