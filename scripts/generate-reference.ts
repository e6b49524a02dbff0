// Writes docs/reference.md from the types in src/schema.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parse, stringify} from 'yaml';
import {launchFileTypes} from './generate-schema.ts';
import {formName, keysTable, slug} from './type-text.ts';
import {refName, targetOf} from './schema-refs.ts';
import type {MapSchema, SourceSchema} from './schema-types.ts';
import {mapsOf, ownKey} from './schema-unions.ts';

const docs = new URL('../docs/', import.meta.url);

const {definitions, ...file} = launchFileTypes();

/** The text of the reference page: the file, the keys of every task, the kinds, the probes, and the forms of values. */
export function generateReference(): string {
  const tasks = members('TaskSource');
  const [firstProperties = {}] = tasks.map(({properties}) => properties);
  const common = Object.keys(firstProperties).filter(key => tasks.every(task => key in task.properties));
  const shared = {properties: only(firstProperties, key => common.includes(key))};
  return (
    [
      '# Reference',
      `<!-- Made by \`npm run schema\` from src/schema; change that, not this. -->`,
      'Every key of the launch file. For examples of their use, see [the guides](README.md).',
      `Kinds of tasks: ${linked(kindsOf(tasks), '')}.`,
      `[Probes](#probes): ${linked(kindsOf(members('Probe')), 'probe-')}.`,
      '## The file',
      ...mapSections(file),
      '## Secrets',
      ...members('SecretSource').flatMap(secret => [secret.description, ...mapSections(secret)]),
      '## Places',
      definition('PlaceSource').description,
      ...members('PlaceSource').flatMap(place => [place.description, ...mapSections(place)]),
      '## Keys of every task',
      definition('TaskSource').description,
      ...mapSections(shared, {skip: ['ready']}),
      ...tasks.flatMap(task => kindSections(task, tasks, common)),
      '## Probes',
      definition('Probe').description,
      '### Limits',
      definition('ProbeLimits').description,
      ...mapSections(definition('ProbeLimits')),
      ...probeSections(),
      '## Liveness probes',
      definition('LivenessProbe').description,
      ...mapSections(definition('LivenessLimits')),
      ...livenessSections(),
      '## Forms of values',
      'A value that contains references must have its form after they are replaced.',
      ...Object.entries(definitions).flatMap(([name, definition]) => formSection(name, definition)),
    ].join('\n\n') + '\n'
  );
}

type Sections = readonly (string | undefined)[];

function kindSections(task: MapSchema, tasks: readonly MapSchema[], common: readonly string[]): Sections {
  const kind = ownKey(task, tasks);
  const own = {...task, properties: only(task.properties, key => !common.includes(key))};
  const example = exampleOf({example: task.skeleton});
  return [`## \`${kind}\``, task.description, ...guideTo(kind), example, ...mapSections(own)];
}

/** Where a guide has a heading for the kind. */
function guideTo(kind: string): readonly string[] {
  const pages = readdirSync(docs).filter(name => name.endsWith('.md') && name !== 'reference.md');
  return pages.flatMap(page => {
    const text = readFileSync(new URL(page, docs), 'utf8');
    const [, heading] = new RegExp(`^#+ (\`${kind}\`.*)$`, 'm').exec(text) ?? [];
    const [, title = page] = /^# (.*)$/m.exec(text) ?? [];
    return heading === undefined ? [] : [`Guide: [${title}](${page}#${slug(heading)}).`];
  });
}

/** A table of the keys of a map, and one below for each key whose value is a map. */
function mapSections(
  {properties = {}, required = []}: SourceSchema,
  {skip = []}: {readonly skip?: readonly string[]} = {},
): Sections {
  const below = Object.entries(properties)
    .filter(([key]) => !skip.includes(key))
    .flatMap(([key, property]) => insideSections(key, property));
  return [keysTable(properties, new Set(required), definitions), ...below];
}

function insideSections(key: string, property: SourceSchema): Sections {
  const maps = mapsIn(property);
  const heading = `### Inside \`${key}\``;
  if (maps.length < 2) return maps.flatMap(map => [heading, map.description, ...mapSections(map)]);
  return mapsOf(maps, definitions).flatMap((map, _, all) => [
    `${heading}, with \`${ownKey(map, all)}\``,
    map.description,
    // Of a key deeper inside, the guides have examples.
    ...(members('TaskSource').some(task => key in task.properties)
      ? [exampleOf({example: {[key]: map.skeleton}})]
      : []),
    ...mapSections(map),
  ]);
}

/** Values that have sections of their own. */
const ownSections = ['TaskSource', 'SecretSource', 'PlaceSource', 'Probe', 'LivenessProbe'];

/** The maps with keys of their own that a value can be. */
function mapsIn(property: SourceSchema): readonly SourceSchema[] {
  const target = targetOf(property, definitions);
  const part = {...target, ...property};
  const {additionalProperties: entry} = part;
  const items = part.items ?? (typeof entry === 'object' ? entry : undefined);
  const inside = part.anyOf ?? (items ? [items] : []);
  if (ownSections.includes(refName(property) ?? '')) return [];
  return target?.properties ? [target] : inside.flatMap(mapsIn);
}

function probeSections(): Sections {
  const probes = members('Probe');
  return kindsOf(probes).flatMap(kind => {
    const same = probes.filter(probe => ownKey(probe, probes) === kind);
    return [`### Probe \`${kind}\``, ...same.flatMap(probe => probeSection(kind, probe))];
  });
}

const limits = Object.keys(definition('ProbeLimits').properties ?? {});

function probeSection(kind: string, probe: MapSchema): Sections {
  const own = only(probe.properties, key => !limits.includes(key));
  const map = targetOf(probe.properties[kind] ?? {}, definitions);
  const inside =
    map?.properties &&
    only(map.properties, key => map.required?.includes(key) === true || !limits.includes(key));
  const hasLimits = limits.every(limit => limit in (map?.properties ?? probe.properties));
  const where = map?.properties ? 'Inside it' : 'Beside it';
  return [
    probe.description,
    exampleOf(inTask(kind, probe.skeleton)),
    keysTable(own, new Set(probe.required), definitions),
    hasLimits
      ? `${where} go the [limits](#limits).`
      : `It accepts \`timeout\`, described under [limits](#limits).`,
    ...(inside && Object.keys(inside).length > 0
      ? [`Inside \`${kind}\`:`, keysTable(inside, new Set(map.required), definitions)]
      : []),
  ];
}

function livenessSections(): Sections {
  const probes = members('LivenessProbe');
  const pace = Object.keys(definition('LivenessLimits').properties ?? {});
  return kindsOf(probes).flatMap(kind => {
    const same = probes.filter(probe => ownKey(probe, probes) === kind);
    return [`### Liveness probe \`${kind}\``, ...same.flatMap(probe => livenessSection(kind, probe, pace))];
  });
}

function livenessSection(kind: string, probe: MapSchema, pace: readonly string[]): Sections {
  const own = only(probe.properties, key => !pace.includes(key));
  const map = targetOf(probe.properties[kind] ?? {}, definitions);
  const inside = map?.properties && only(map.properties, key => !pace.includes(key));
  const {ready, ...task} = inTask(kind, undefined).example;
  return [
    probe.description,
    exampleOf({example: {...task, liveness: probe.skeleton}}),
    keysTable(own, new Set(probe.required), definitions),
    ...(inside && Object.keys(inside).length > 0
      ? [`Inside \`${kind}\`:`, keysTable(inside, new Set(map.required), definitions)]
      : []),
  ];
}

/** Probes that need a container; all others work with a process. */
const inContainers = new Set(['health', 'echo', 'exec']);

function inTask(kind: string, ready: unknown) {
  const checked = kind === 'health' && {healthcheck: {command: 'redis-cli ping'}};
  const container = {image: 'redis:7-alpine', ...checked};
  const serving = inContainers.has(kind) ? {container} : {serve: 'node server.js'};
  return {example: {...serving, ready}};
}

/** A whole launch file, with the tasks that the example names. */
function exampleOf(tasks: object): string {
  const text = JSON.stringify(tasks);
  const named = {
    ...(/"\$\{\d:box\b/.test(text) && {box: definition('ContainerTask').skeleton}),
    ...(/"\$\{\d:ca\}/.test(text) && {ca: definition('CertificateTask').skeleton}),
  };
  return `\`\`\`yaml\n${stringify(typed({tasks: {...named, ...tasks}}))}\`\`\``;
}

/** A skeleton with its placeholders filled in. Its strings are YAML, as editors insert them. */
function typed(skeleton: unknown): unknown {
  if (typeof skeleton === 'string') return parse(skeleton.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1'));
  if (Array.isArray(skeleton)) return skeleton.map(typed);
  if (typeof skeleton !== 'object' || skeleton === null) return skeleton;
  return Object.fromEntries(Object.entries(skeleton).map(([key, value]) => [key, typed(value)]));
}

function formSection(name: string, schema: SourceSchema): Sections {
  const {type, pattern, description, patternErrorMessage = '', unit} = schema;
  if (type !== 'string' || pattern === undefined) return [];
  const [, example] = /(such as .*)/.exec(patternErrorMessage) ?? [];
  const parts = [
    description,
    unit && `Unit: ${unit}.`,
    example && `${example.replace('such as', 'Such as')}.`,
  ];
  return [`### ${formName(name)}`, parts.filter(Boolean).join(' ')];
}

function linked(kinds: readonly string[], prefix: string): string {
  return kinds.map(kind => `[\`${kind}\`](#${prefix}${kind})`).join(', ');
}

function kindsOf(all: readonly MapSchema[]): readonly string[] {
  return [...new Set(all.map(member => ownKey(member, all)))];
}

function members(union: string): readonly MapSchema[] {
  return mapsOf(definition(union).anyOf ?? [], definitions);
}

function definition(name: string): SourceSchema {
  const found = definitions[name];
  if (found === undefined) throw new Error(`no type \`${name}\` in the launch file`);
  return found;
}

function only<Value>(
  object: Readonly<Record<string, Value>>,
  isKept: (key: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => isKept(key)));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('reference.md', docs), generateReference());
