import {named, skeletonsOf} from './skeletons.mjs';

/**
 * Rewrites the unions of a generated schema so that editors and validators use the one intended member. The generated `anyOf` lists
 * make a validator report errors of every member, and an editor offer the keys of all.
 *
 * - A union of closed maps (tasks, probes, secrets …) becomes a chain of if/then/else on the key that each member
 *   requires and no other has. In a branch, the keys of the other members are forbidden with their own message.
 * - A union of different types (a string or a list) becomes a list of types, and each member a branch for its type.
 *
 * Which shapes editors understand was measured with yaml-language-server 1.15 to 2.0: guards hold `required` or `type`
 * only, `required` is separate from `properties`, a hidden key has `doNotSuggest`, a forbidden one is `false` with an
 * `errorMessage` next to it.
 */
export function forEditors(schema) {
  const context = {definitions: schema.definitions};
  const {definitions, ...root} = schema;
  const rewritten = Object.entries(definitions)
    .filter(([name]) => !isMember(definitions, name))
    .map(([name, definition]) => [
      name,
      rewrite(isOneOfTypes(definitions, name) ? undescribed(definition) : definition, nounOf(name), context),
    ]);
  return {...rewrite(root, 'launch file', context), definitions: Object.fromEntries(rewritten)};
}

/** Whether a definition is only a member of unions, whose branches hold what it says. */
function isMember(definitions, name) {
  const ref = `"$ref":"#/definitions/${name}"`;
  const uses = JSON.stringify(definitions).split(ref).length - 1;
  const asMember = Object.values(definitions)
    .flatMap(definition => unionsIn(definition))
    .filter(members => members.every(member => isMap(resolve(member, definitions))))
    .flat()
    .filter(member => member.$ref === `#/definitions/${name}`).length;
  return uses > 0 && uses === asMember;
}

/**
 * Whether a definition is one of several types of a value. Its description would hide that of the key, which is further out.
 */
function isOneOfTypes(definitions, name) {
  return Object.values(definitions)
    .flatMap(definition => unionsIn(definition))
    .filter(members => !members.every(member => isMap(resolve(member, definitions))))
    .flat()
    .some(member => refName(member) === name);
}

function undescribed({description, markdownDescription, ...schema}) {
  return schema;
}

function unionsIn(schema) {
  if (typeof schema !== 'object' || schema === null) return [];
  const inside = Object.values(schema).flatMap(unionsIn);
  return Array.isArray(schema.anyOf) ? [schema.anyOf, ...inside] : inside;
}

/** @param noun what the schema's value is called in messages: `task`, `probe` */
function rewrite(schema, noun, context) {
  if (Array.isArray(schema)) return schema.map(item => rewrite(item, noun, context));
  if (typeof schema !== 'object' || schema === null) return schema;
  const {anyOf, properties, required, items, additionalProperties, skeleton, coarse, ...rest} = schema;
  return {
    ...rest,
    ...(items && {items: rewrite(items, noun, context)}),
    ...(additionalProperties !== undefined && {
      additionalProperties: rewrite(additionalProperties, noun, context),
    }),
    ...(properties && {properties: rewriteProperties(properties, context)}),
    ...apart(required),
    ...wordsForType(schema),
    ...(coarse !== undefined && {'x-coarse': true}),
    ...snippets(additionalProperties, context),
    ...(skeleton && {defaultSnippets: [{label: JSON.stringify(skeleton), body: JSON.stringify(skeleton)}]}),
    ...(anyOf && union(anyOf, noun, context)),
  };
}

function rewriteProperties(properties, context) {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, rewrite(value, key, context)]),
  );
}

/** A number in place of a formatted string gets the same message as a string of another form. */
function wordsForType({patternErrorMessage}) {
  return patternErrorMessage && {errorMessage: patternErrorMessage};
}

/** One entry for each kind of what a map of named things holds, as `tasks` does. */
function snippets(entry, context) {
  const {anyOf} = entry ? resolve(entry, context.definitions) : {};
  if (!anyOf) return undefined;
  const members = membersOf(anyOf, context);
  return {
    defaultSnippets: named(skeletonsOf(members, nounOf(refName(entry)), member => ownKey(member, members))),
  };
}

/** `required` beside `properties` makes editors offer a skeleton on top of the keys. */
function apart(required) {
  return required && {allOf: [{required}]};
}

function union(members, noun, context) {
  const resolved = membersOf(members, context);
  if (resolved.every(isMap)) return exclusive(resolved, noun, context);
  return byType(members, noun, context);
}

/** One branch for each type that says more than its name. */
function byType(members, noun, context) {
  const typeOf = member => resolve(member, context.definitions).type ?? 'object';
  const types = members.flatMap(typeOf);
  const branches = members
    .map(member => [{type: typeOf(member)}, rewrite(member, noun, context)])
    .filter(([, branch]) => Object.keys(branch).some(key => key !== 'type'));
  const words = members
    .map(member => ({
      members: resolve(member, context.definitions).anyOf,
      noun: nounOf(refName(member) ?? noun),
    }))
    .filter(({members: inner}) => inner !== undefined)
    .map(inner => expected(membersOf(inner.members, context), inner.noun, context));
  return {type: types, ...(words.length > 0 && {errorMessage: words[0]}), ...chain(branches)};
}

/**
 * Exactly one of closed maps, each identified by its own key; members that share the key are distinguished by the type of
 * its value.
 */
function exclusive(members, noun, context) {
  const kinds = groupBy(members, member => ownKey(member, members));
  const branches = [...kinds].map(([kind, same]) => [
    // Without the type, what is not yet a map (`- ` in a list) would pass as the first kind.
    {type: 'object', required: [kind]},
    sameKind(same, {kind, kinds, noun}, context),
  ]);
  return {
    type: 'object',
    errorMessage: expected(members, noun, context),
    ...chain(branches, {
      ...noKind(kinds, noun, context),
      defaultSnippets: skeletonsOf(members, noun, member => ownKey(member, members)),
    }),
  };
}

function expected(members, noun, context) {
  const [first] = members;
  const key = ownKey(first, members);
  const value = {...resolve(first.properties[key], context.definitions), ...first.properties[key]};
  return `expected ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun} such as \`${key}: ${value.examples?.[0] ?? value.const ?? '…'}\``;
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** The key that a member requires and that no member of another kind has. */
function ownKey(member, members) {
  const sharing = key => members.filter(other => other.properties[key] !== undefined);
  const own = member.required.find(key => sharing(key).every(other => other.required.includes(key)));
  if (own === undefined) throw new Error(`no key identifies this member: ${JSON.stringify(member)}`);
  return own;
}

/** Maps before strings, so that a value that is neither is checked as a string. */
function sameKind(same, place, context) {
  const typeOf = member => resolve(member.properties[place.kind], context.definitions).type;
  const [first, ...others] = same.toSorted((a, b) => (typeOf(b) === 'object') - (typeOf(a) === 'object'));
  if (others.length === 0) return branch(first, place, context);
  return {
    if: {properties: {[place.kind]: {type: typeOf(first)}}},
    then: branch(first, place, context),
    else: sameKind(others, place, context),
  };
}

/** The closed map of one kind: its keys, and words for those that belong to another kind or deeper inside. */
function branch(member, {kind, kinds, noun}, context) {
  const inside = kinds.get(kind).flatMap(same => keysInside(same.properties[kind], context));
  const foreign = [...new Set([...Object.keys(allProperties(kinds)), ...inside])].filter(
    key => !(key in member.properties),
  );
  // Of two kinds the earlier one decides which branch this is.
  const order = [...kinds.keys()];
  const laterKinds = order.slice(order.indexOf(kind) + 1).filter(key => foreign.includes(key));
  const forbidden = foreign
    .filter(key => !kinds.has(key))
    .map(key => ({
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

/** The keys of the map, or of the union of maps, that a key's value is. */
function keysInside(schema, context) {
  const value = resolve(schema, context.definitions);
  return (value.anyOf ? membersOf(value.anyOf, context) : [value]).flatMap(map =>
    Object.keys(map.properties ?? {}),
  );
}

function goesWith(key, kinds, noun) {
  const owners = [...kinds].filter(([, members]) => members.some(member => key in member.properties));
  return `\`${key}\` is allowed only in ${list(
    owners.map(([kind]) => kind),
    'and',
  )} ${noun}s`;
}

function twoKinds(other, kind, noun) {
  return {
    properties: {[other]: false},
    errorMessage: `a ${noun} has exactly one kind, found \`${kind}\` and \`${other}\`; keep one`,
    'x-beside': kind,
  };
}

/** The last `else`: every key that leads to a kind may be offered, and one of the kinds must follow. */
function noKind(kinds, noun, context) {
  const common = key => [...kinds.values()].flat().every(member => member.properties[key] !== undefined);
  const properties = Object.entries(allProperties(kinds)).map(([key, value]) => [
    key,
    kinds.has(key) || common(key) ? rewrite(value, key, context) : {doNotSuggest: true},
  ]);
  const errorMessage = `a ${noun} needs one of ${list([...kinds.keys()])}`;
  return {
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    anyOf: [...kinds.keys()].map(kind => ({required: [kind], errorMessage})),
  };
}

function allProperties(kinds) {
  return Object.assign({}, ...[...kinds.values()].flat().map(member => member.properties));
}

function chain(branches, last) {
  return branches.reduceRight((rest, [guard, then]) => ({if: guard, then, ...(rest && {else: rest})}), last);
}

function isMap(schema) {
  return schema.type === 'object' && schema.properties !== undefined && schema.required !== undefined;
}

function membersOf(members, context) {
  return members.map(member => resolve(member, context.definitions));
}

function resolve(schema, definitions) {
  return schema.$ref === undefined ? schema : definitions[refName(schema)];
}

function refName(schema) {
  return schema.$ref?.split('/').at(-1);
}

/** `TaskSource` is a task. */
function nounOf(name) {
  return name.replace(/Source$/, '').toLowerCase();
}

function list(words, last) {
  const quoted = words.map(word => `\`${word}\``);
  if (last === undefined || quoted.length < 2) return quoted.join(', ');
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}
