import {refName, resolve} from './schema-refs.ts';
import type {Definitions, EditorSchema, MapSchema, Root, SourceSchema} from './schema-types.ts';
import {isMap, mapsOf, ownKey} from './schema-unions.ts';
import {named, skeletonsOf} from './skeletons.ts';
import {valueText} from './value-text.ts';

interface Context {
  readonly definitions: Definitions<SourceSchema>;
}

/** Members of a union by the key that identifies them. Members share a key if its values differ in type. */
type Kinds = ReadonlyMap<string, readonly MapSchema[]>;

/**
 * Rewrites the unions of a generated schema so that editors and validators use only the intended member. With the generated
 * `anyOf` lists, validators report the errors of every member, and editors offer the keys of all members.
 *
 * - A union of closed maps (tasks, probes, secrets …) becomes a chain of if/then/else on the key that each member
 *   requires and no other has. In a branch, the keys of the other members are forbidden with their own message.
 * - A union of different types (a string or a list) becomes a list of types, and each member a branch for its type.
 *
 * The supported forms were tested with yaml-language-server 1.15 to 2.0: guards contain only `required` or `type`,
 * `required` is separate from `properties`, a hidden key has `doNotSuggest`, and a forbidden key is `false` with an
 * `errorMessage` next to it.
 */
export function forEditors(schema: Root<SourceSchema>): Root<EditorSchema> {
  const context = {definitions: schema.definitions};
  const {$schema, definitions, ...root} = schema;
  const rewritten = Object.entries(definitions)
    .filter(([name]) => !isMember(definitions, name))
    .map(
      ([name, definition]) =>
        [
          name,
          rewrite(
            isOneOfTypes(definitions, name) ? undescribed(definition) : definition,
            nounOf(name),
            context,
          ),
        ] as const,
    );
  return {$schema, ...rewrite(root, 'launch file', context), definitions: Object.fromEntries(rewritten)};
}

/** Whether a definition is used only as a member of unions, whose branches then contain it. */
function isMember(definitions: Definitions<SourceSchema>, name: string): boolean {
  const ref = `"$ref":"#/definitions/${name}"`;
  const uses = JSON.stringify(definitions).split(ref).length - 1;
  const asMember = Object.values(definitions)
    .flatMap(definition => unionsIn(definition))
    .filter(members => members.every(member => isMap(resolve(member, definitions))))
    .flat()
    .filter(member => member.$ref === `#/definitions/${name}`).length;
  return uses > 0 && uses === asMember;
}

/** Whether a definition is one of several types of a value. Its description would hide that of the key. */
function isOneOfTypes(definitions: Definitions<SourceSchema>, name: string): boolean {
  return Object.values(definitions)
    .flatMap(definition => unionsIn(definition))
    .filter(members => !members.every(member => isMap(resolve(member, definitions))))
    .flat()
    .some(member => refName(member) === name);
}

function undescribed({description, markdownDescription, ...schema}: SourceSchema): SourceSchema {
  return schema;
}

function unionsIn(schema: SourceSchema): readonly (readonly SourceSchema[])[] {
  const {anyOf, properties = {}, items, additionalProperties} = schema;
  const inside = [
    ...Object.values(properties),
    ...(items ? [items] : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(anyOf ?? []),
  ].flatMap(unionsIn);
  return anyOf ? [anyOf, ...inside] : inside;
}

/** @param noun the name of the schema's value in messages: `task`, `probe` */
function rewrite(schema: SourceSchema, noun: string, context: Context): EditorSchema {
  const {anyOf, properties, required, items, additionalProperties, skeleton, coarse, ...rest} = schema;
  return {
    ...rest,
    ...(items && {items: rewrite(items, noun, context)}),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object'
          ? rewrite(additionalProperties, noun, context)
          : additionalProperties,
    }),
    ...(properties && {properties: rewriteProperties(properties, context)}),
    ...apart(required),
    ...messageForType(schema),
    ...(coarse !== undefined && {'x-coarse': true}),
    ...snippets(additionalProperties, context),
    ...(skeleton && {defaultSnippets: [{label: JSON.stringify(skeleton), body: JSON.stringify(skeleton)}]}),
    ...(anyOf && union(anyOf, noun, context)),
  };
}

function rewriteProperties(
  properties: Readonly<Record<string, SourceSchema>>,
  context: Context,
): Readonly<Record<string, EditorSchema>> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, rewrite(value, key, context)]),
  );
}

/** A number gets the same message as a string in the wrong form. */
function messageForType({patternErrorMessage}: SourceSchema): EditorSchema | undefined {
  return patternErrorMessage === undefined ? undefined : {errorMessage: patternErrorMessage};
}

/** One snippet for each kind of entry in a map such as `tasks`. */
function snippets(entry: SourceSchema['additionalProperties'], context: Context): EditorSchema | undefined {
  if (typeof entry !== 'object') return undefined;
  const {anyOf} = resolve(entry, context.definitions);
  // A union such as a limit, which is a number or a map, has no kinds.
  if (!anyOf?.every(member => isMap(resolve(member, context.definitions)))) return undefined;
  const members = mapsOf(anyOf, context.definitions);
  const noun = nounOf(refName(entry) ?? '');
  return {defaultSnippets: named(skeletonsOf(members, noun, member => ownKey(member, members)))};
}

/** If `required` is next to `properties`, editors offer a skeleton in addition to the keys. */
function apart(required: readonly string[] | undefined): EditorSchema | undefined {
  return required && {allOf: [{required}]};
}

function union(members: readonly SourceSchema[], noun: string, context: Context): EditorSchema {
  const resolved = members.map(member => resolve(member, context.definitions));
  if (resolved.every(isMap)) return exclusive(resolved, noun, context);
  return byType(members, noun, context);
}

/** One branch for each type that has keywords besides `type`. */
function byType(members: readonly SourceSchema[], noun: string, context: Context): EditorSchema {
  const types = members.flatMap(member => typeOf(member, context));
  const branches = members
    .map(member => [{type: typeOf(member, context)}, rewrite(member, noun, context)] as const)
    .filter(([, branch]) => Object.keys(branch).some(key => key !== 'type'));
  const messages = members.flatMap(member => {
    const {anyOf} = resolve(member, context.definitions);
    return anyOf
      ? [expected(mapsOf(anyOf, context.definitions), nounOf(refName(member) ?? noun), context)]
      : [];
  });
  return {type: types, ...(messages[0] !== undefined && {errorMessage: messages[0]}), ...chain(branches)};
}

/**
 * Exactly one of several closed maps, each identified by its own key. Members that share a key are distinguished by the
 * type of its value.
 */
function exclusive(members: readonly MapSchema[], noun: string, context: Context): EditorSchema {
  const kinds = groupBy(members, member => ownKey(member, members));
  const branches = [...kinds].map(
    ([kind, same]) =>
      [
        // Without the type, an incomplete map (`- ` in a list) would match the first kind.
        {type: 'object', required: [kind]},
        sameKind(same, {kind, kinds, noun}, context),
      ] as const,
  );
  return {
    type: 'object',
    errorMessage: expected(members, noun, context),
    ...chain(branches, {
      ...noKind(kinds, noun, context),
      defaultSnippets: skeletonsOf(members, noun, member => ownKey(member, members)),
    }),
  };
}

function expected(members: readonly MapSchema[], noun: string, context: Context): string {
  const [example = '…'] = members.map(member => {
    const key = ownKey(member, members);
    const property = member.properties[key] ?? {};
    const {examples, const: only} = {...resolve(property, context.definitions), ...property};
    return `${key}: ${valueText(examples?.[0] ?? only ?? '…')}`;
  });
  return `expected ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun} such as \`${example}\``;
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, readonly Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Maps come before strings, so that a value that is neither is checked as a string. */
function sameKind(same: readonly MapSchema[], place: BranchPlace, context: Context): EditorSchema {
  const {kind} = place;
  const valueType = (member: MapSchema) => typeOf(member.properties[kind] ?? {}, context);
  const isText = (member: MapSchema) => Number(valueType(member) !== 'object');
  return same
    .toSorted((one, other) => isText(one) - isText(other))
    .map(member => ({type: valueType(member), schema: branch(member, place, context)}))
    .reduceRight((rest, {type, schema}) => ({
      type,
      schema: {if: {properties: {[kind]: {type}}}, then: schema, else: rest.schema},
    })).schema;
}

/** The position of a branch: a kind in a union of `noun`s. */
interface BranchPlace {
  readonly kind: string;
  readonly kinds: Kinds;
  readonly noun: string;
}

/** The closed map of one kind: its keys, and messages for keys that belong to another kind or inside the value. */
function branch(member: MapSchema, {kind, kinds, noun}: BranchPlace, context: Context): EditorSchema {
  const inside = (kinds.get(kind) ?? []).flatMap(same => keysInside(same.properties[kind] ?? {}, context));
  const foreign = [...new Set([...Object.keys(allProperties(kinds)), ...inside])].filter(
    key => !(key in member.properties),
  );
  // If a map has two kinds, the earlier one determines the branch.
  const order = [...kinds.keys()];
  const laterKinds = order.slice(order.indexOf(kind) + 1).filter(key => foreign.includes(key));
  const forbidden = foreign
    .filter(key => !kinds.has(key))
    .map((key): EditorSchema => ({
      properties: {[key]: false},
      errorMessage: inside.includes(key)
        ? `\`${key}\` belongs inside \`${kind}: {…}\``
        : goesWith(key, kinds, noun),
    }));
  const parts = [
    ...(member.required.length > 1 ? [{required: member.required}] : []),
    ...laterKinds.map(other => twoKinds(other, kind, noun)),
    ...forbidden,
  ];
  return {
    additionalProperties: false,
    properties: {
      ...rewriteProperties(member.properties, context),
      ...Object.fromEntries(foreign.map(key => [key, {doNotSuggest: true}])),
    },
    ...(parts.length > 0 && {allOf: parts}),
  };
}

/** The keys of the map, or of all maps, that a value can be. */
function keysInside(schema: SourceSchema, context: Context): readonly string[] {
  const value = resolve(schema, context.definitions);
  return (value.anyOf?.map(member => resolve(member, context.definitions)) ?? [value]).flatMap(map =>
    Object.keys(map.properties ?? {}),
  );
}

function goesWith(key: string, kinds: Kinds, noun: string): string {
  const owners = [...kinds].filter(([, members]) => members.some(member => key in member.properties));
  return `\`${key}\` is allowed only in ${list(
    owners.map(([kind]) => kind),
    'and',
  )} ${noun}s`;
}

function twoKinds(other: string, kind: string, noun: string): EditorSchema {
  return {
    properties: {[other]: false},
    errorMessage: `a ${noun} has exactly one kind, found \`${kind}\` and \`${other}\`; keep one`,
    'x-beside': kind,
  };
}

/** The last `else`: editors offer every key that leads to a kind, and one of the kinds is required. */
function noKind(kinds: Kinds, noun: string, context: Context): EditorSchema {
  const common = (key: string): boolean =>
    [...kinds.values()].flat().every(member => member.properties[key] !== undefined);
  const properties = Object.entries(allProperties(kinds)).map(
    ([key, value]) =>
      [key, kinds.has(key) || common(key) ? rewrite(value, key, context) : {doNotSuggest: true}] as const,
  );
  const errorMessage = `a ${noun} needs one of ${list([...kinds.keys()])}`;
  return {
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    // The kind may come from an extended task.
    anyOf: [...kinds.keys(), ...(common('extends') ? ['extends'] : [])].map(key => ({
      required: [key],
      errorMessage,
    })),
  };
}

function allProperties(kinds: Kinds): Readonly<Record<string, SourceSchema>> {
  return Object.fromEntries([...kinds.values()].flat().flatMap(({properties}) => Object.entries(properties)));
}

type GuardedBranch = readonly [guard: EditorSchema, then: EditorSchema];

function chain(branches: readonly GuardedBranch[], last?: EditorSchema): EditorSchema | undefined {
  return branches.reduceRight<EditorSchema | undefined>(
    (rest, [guard, then]) => ({if: guard, then, ...(rest && {else: rest})}),
    last,
  );
}

function typeOf(schema: SourceSchema, context: Context): string | readonly string[] {
  return resolve(schema, context.definitions).type ?? 'object';
}

/** The noun for a type: `task` for `TaskSource`. */
function nounOf(name: string): string {
  return name.replace(/Source$|^Liveness(?=Probe$)/, '').toLowerCase();
}

function list(items: readonly string[], last?: string): string {
  const quoted = items.map(word => `\`${word}\``);
  if (last === undefined || quoted.length < 2) return quoted.join(', ');
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.slice(-1).join('')}`;
}
