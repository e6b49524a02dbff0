// Writes docs/reference.md from the types in src/schema.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parse, stringify} from 'yaml';
import {launchFileTypes} from './generate-schema.mjs';
import {formName, keysTable, refName, slug} from './reference-words.mjs';

const docs = new URL('../docs/', import.meta.url);

const {definitions, ...file} = launchFileTypes();

/** The text of the reference page: the file, the keys of every task, the kinds, the probes, and the forms of values. */
export function generateReference() {
  const tasks = members(definitions.TaskSource);
  const common = Object.keys(tasks[0].properties).filter(key => tasks.every(task => key in task.properties));
  const shared = {properties: only(tasks[0].properties, key => common.includes(key))};
  return (
    [
      '# Reference',
      `<!-- Made by \`npm run schema\` from src/schema; change that, not this. -->`,
      'Every key of the launch file. For examples of their use, see [the guides](README.md).',
      `Kinds of tasks: ${linked(kindsOf(tasks), '')}.`,
      `[Probes](#probes): ${linked(kindsOf(members(definitions.Probe)), 'probe-')}.`,
      '## The file',
      ...mapSections(file),
      '## Secrets',
      ...members(definitions.SecretSource).flatMap(secret => [secret.description, ...mapSections(secret)]),
      '## Keys of every task',
      definitions.TaskSource.description,
      ...mapSections(shared, {skip: ['ready']}),
      ...tasks.flatMap(task => kindSections(task, tasks, common)),
      '## Probes',
      definitions.Probe.description,
      '### Limits',
      definitions.ProbeLimits.description,
      ...mapSections(definitions.ProbeLimits),
      ...probeSections(),
      '## Forms of values',
      'A value that contains references must have its form after they are replaced.',
      ...Object.entries(definitions).flatMap(([name, definition]) => formSection(name, definition)),
    ].join('\n\n') + '\n'
  );
}

function kindSections(task, tasks, common) {
  const kind = ownKey(task, tasks);
  const own = {...task, properties: only(task.properties, key => !common.includes(key))};
  const example = exampleOf({example: task.skeleton});
  return [`## \`${kind}\``, task.description, ...guideTo(kind), example, ...mapSections(own)];
}

/** Where a guide has a heading for the kind. */
function guideTo(kind) {
  const pages = readdirSync(docs).filter(name => name.endsWith('.md') && name !== 'reference.md');
  return pages.flatMap(page => {
    const text = readFileSync(new URL(page, docs), 'utf8');
    const [, heading] = new RegExp(`^#+ (\`${kind}\`.*)$`, 'm').exec(text) ?? [];
    const [, title] = /^# (.*)$/m.exec(text) ?? [];
    return heading === undefined ? [] : [`Guide: [${title}](${page}#${slug(heading)}).`];
  });
}

/** A table of the keys of a map, and one below for each key whose value is a map. */
function mapSections({properties, required = []}, {skip = []} = {}) {
  const below = Object.entries(properties)
    .filter(([key]) => !skip.includes(key))
    .flatMap(([key, property]) => insideSections(key, property));
  return [keysTable(properties, new Set(required), definitions), ...below];
}

function insideSections(key, property) {
  const maps = mapsIn(property);
  const isChoice = maps.length > 1;
  return maps.flatMap(map => [
    isChoice ? `### Inside \`${key}\`, with \`${ownKey(map, maps)}\`` : `### Inside \`${key}\``,
    map.description,
    ...(isChoice ? [exampleOf({example: {[key]: map.skeleton}})] : []),
    ...mapSections(map),
  ]);
}

/** The maps with keys of their own that a value can be. */
function mapsIn(property) {
  const part = {...definitions[refName(property)], ...property};
  const inside = part.anyOf ?? (part.items ? [part.items] : []);
  if (refName(property) === 'TaskSource' || refName(property) === 'Probe') return [];
  return part.properties ? [definitions[refName(property)]] : inside.flatMap(mapsIn);
}

function probeSections() {
  const probes = members(definitions.Probe);
  return kindsOf(probes).flatMap(kind => {
    const same = probes.filter(probe => ownKey(probe, probes) === kind);
    return [`### Probe \`${kind}\``, ...same.flatMap(probe => probeSection(kind, probe))];
  });
}

const limits = Object.keys(definitions.ProbeLimits.properties);

function probeSection(kind, probe) {
  const own = only(probe.properties, key => !limits.includes(key));
  const map = definitions[refName(probe.properties[kind])];
  const inside =
    map?.properties && only(map.properties, key => map.required?.includes(key) || !limits.includes(key));
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

/** Probes that need a container; all others work with a process. */
const inContainers = new Set(['health', 'echo', 'exec']);

function inTask(kind, ready) {
  const checked = kind === 'health' && {healthcheck: {command: 'redis-cli ping'}};
  const container = {image: 'redis:7-alpine', ...checked};
  const serving = inContainers.has(kind) ? {container} : {serve: 'node server.js'};
  return {example: {...serving, ready}};
}

/** A whole launch file, with the tasks that the example names. */
function exampleOf(tasks) {
  const text = JSON.stringify(tasks);
  const named = {
    ...(/"\$\{\d:box\b/.test(text) && {box: definitions.ContainerTask.skeleton}),
    ...(/"\$\{\d:ca\}/.test(text) && {ca: definitions.CertificateTask.skeleton}),
  };
  return `\`\`\`yaml\n${stringify(typed({tasks: {...named, ...tasks}}))}\`\`\``;
}

/** A skeleton with its placeholders filled in. Its strings are YAML, as editors insert them. */
function typed(skeleton) {
  if (typeof skeleton === 'string') return parse(skeleton.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1'));
  const entries = Object.entries(skeleton).map(([key, value]) => [key, typed(value)]);
  return Array.isArray(skeleton) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function formSection(name, {type, pattern, description, patternErrorMessage, unit}) {
  if (type !== 'string' || pattern === undefined) return [];
  const [, example] = /(such as .*)/.exec(patternErrorMessage) ?? [];
  const words = [
    description,
    unit && `Unit: ${unit}.`,
    example && `${example.replace('such as', 'Such as')}.`,
  ];
  return [`### ${formName(name)}`, words.filter(Boolean).join(' ')];
}

function linked(kinds, prefix) {
  return kinds.map(kind => `[\`${kind}\`](#${prefix}${kind})`).join(', ');
}

function kindsOf(all) {
  return [...new Set(all.map(member => ownKey(member, all)))];
}

function members({anyOf}) {
  return anyOf.map(member => definitions[refName(member)]);
}

/** The key that identifies a member of a union. */
function ownKey(member, all) {
  return member.required.find(key =>
    all.every(other => !(key in other.properties) || other.required.includes(key)),
  );
}

function only(object, isKept) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => isKept(key)));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('reference.md', docs), generateReference());
