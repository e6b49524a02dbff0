import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {kept} from '../../vocabulary/kept.ts';
import {closest, suggester, type Suggest} from '../../vocabulary/suggest.ts';
import {listed} from '../../vocabulary/listed.ts';
import {foreignKey, replacesRequired} from './foreign-forms.ts';
import type {SchemaPart, SchemaViolation} from './schema-violation.ts';
import type {KeyPath, ParsedFile} from '../yaml/parsed-file.ts';

/** Reports unknown, misplaced, mutually exclusive and missing keys, except errors that follow from another error. */
export function keyMistakes(
  parsed: ParsedFile,
  complaints: readonly SchemaViolation[],
): readonly Diagnostic[] {
  const keysOf = kept(keysIn);
  return [...groupByMap(complaints).values()].flatMap(inMap => mistakesIn(parsed, inMap, keysOf));
}

/** Groups complaints about keys by map. */
function groupByMap(complaints: readonly SchemaViolation[]): ReadonlyMap<string, readonly SchemaViolation[]> {
  const groups = new Map<string, SchemaViolation[]>();
  for (const complaint of complaints.filter(isAboutKeys)) {
    const key = JSON.stringify(mapOf(complaint));
    const group = groups.get(key);
    if (group) group.push(complaint);
    else groups.set(key, [complaint]);
  }
  return groups;
}

function isAboutKeys(complaint: SchemaViolation): boolean {
  return ['additionalProperties', 'not', 'x-one-of', 'required'].includes(complaint.keyword);
}

function mapOf({keyword, path}: SchemaViolation): KeyPath {
  return keyword === 'not' ? path.slice(0, -1) : path;
}

function mistakesIn(
  parsed: ParsedFile,
  complaints: readonly SchemaViolation[],
  keysOf: typeof keysIn,
): readonly Diagnostic[] {
  const of = (keyword: string) => complaints.filter(complaint => complaint.keyword === keyword);
  const unknown = of('additionalProperties').map(complaint => unknownKey(parsed, complaint, keysOf));
  const meant = new Set(unknown.map(({suggestion}) => suggestion));
  const isMeant = (key: string) => meant.has(key);
  const isForeign = of('additionalProperties').some(({path, params}) =>
    replacesRequired(path, params.additionalProperty ?? ''),
  );
  const [second, ...more] = of('not').filter(({schema}) => schema['x-beside'] !== undefined);
  return [
    ...unknown,
    // With two kinds, it is unclear which keys are misplaced.
    ...(second
      ? [severalKinds(parsed, [second, ...more])]
      : of('not').map(complaint => misplacedKey(parsed, complaint))),
    ...of('x-one-of')
      .filter(complaint => !isForeign && !kindsOf(complaint).some(isMeant))
      .map(complaint => noKind(parsed, complaint)),
    ...of('required')
      .filter(({params}) => !isMeant(params.missingProperty ?? '') && !isForeign)
      .map(complaint => missingKey(parsed, complaint)),
  ];
}

function unknownKey(
  parsed: ParsedFile,
  {path, params, schema, value}: SchemaViolation,
  keysOf: typeof keysIn,
): Diagnostic {
  const key = params.additionalProperty ?? '';
  const foreign = foreignKey(path, key);
  if (foreign !== undefined)
    return errorDiagnostic({message: foreign, place: parsed.place([...path, key], 'key')});
  const {names: known, suggest} = keysOf(schema);
  const nearest = suggest(key);
  const suggestion =
    nearest !== undefined && Object.hasOwn(value as object, nearest)
      ? closest(
          key,
          known.filter(name => !Object.hasOwn(value as object, name)),
        )
      : nearest;
  const where = path.length === 0 ? '' : ` in ${describePath(path)}`;
  const message = `unknown key \`${key}\`${where}, ${suggestion ? `did you mean \`${suggestion}\`?` : takes(known)}`;
  return errorDiagnostic({
    message: message.replace(/, $/, ''),
    place: parsed.place([...path, key], 'key'),
    ...(suggestion !== undefined && {suggestion}),
  });
}

/** The keys that a map can have, and suggestions for misspelled keys. */
function keysIn({properties = {}}: SchemaPart): {
  readonly names: readonly string[];
  readonly suggest: Suggest;
} {
  const names = Object.keys(properties).filter(name => properties[name]?.doNotSuggest !== true);
  return {names, suggest: suggester(names, Infinity)};
}

/** The available keys, if they are few enough to list. */
function takes(known: readonly string[]): string {
  if (known.length === 0) return 'which takes no keys';
  return known.length <= 6 ? `which takes ${listed(known, 'and')}` : '';
}

function misplacedKey(parsed: ParsedFile, {path, schema}: SchemaViolation): Diagnostic {
  const message = schema.errorMessage ?? `\`${String(path.at(-1))}\` is not allowed here`;
  return errorDiagnostic({message, place: parsed.place(path, 'key')});
}

function severalKinds(
  parsed: ParsedFile,
  complaints: readonly [SchemaViolation, ...SchemaViolation[]],
): Diagnostic {
  const map = mapOf(complaints[0]);
  const paths = [[...map, complaints[0].schema['x-beside'] ?? ''], ...complaints.map(({path}) => path)];
  const inOrder = paths
    .map(path => ({key: String(path.at(-1)), place: parsed.place(path, 'key')}))
    .toSorted((a, b) => a.place.start - b.place.start);
  const [first, second] = inOrder;
  const count = inOrder.length === 2 ? 'two' : inOrder.length;
  return errorDiagnostic({
    message: `${describePath(map)} has ${count} kinds, ${listed(
      inOrder.map(({key}) => key),
      'and',
    )}; keep one`,
    ...(second && {place: second.place}),
    ...(first && {also: {message: 'first defined here', place: first.place}}),
  });
}

function noKind(parsed: ParsedFile, complaint: SchemaViolation): Diagnostic {
  if (complaint.path.length === 0)
    return missingKey(parsed, {...complaint, params: {missingProperty: 'tasks'}});
  const message = `${describePath(complaint.path)} has no kind; it needs one of ${listed(kindsOf(complaint), 'or')}`;
  return errorDiagnostic({message, place: parsed.place(complaint.path, 'key')});
}

function kindsOf({rule}: SchemaViolation): readonly string[] {
  // `extends` is not a kind, although the kind may come from the extended task.
  return (rule as readonly string[]).filter(key => key !== 'extends');
}

function missingKey(parsed: ParsedFile, {path, params}: SchemaViolation): Diagnostic {
  const message = `${describePath(path)} needs \`${params.missingProperty ?? ''}\``;
  return errorDiagnostic({message, place: parsed.place(path, 'key')});
}

/** Describes a path in a message: ``task `web` ``, ``a probe of task `web` ``, `` `retry` of task `web` ``, ``secret `TOKEN` ``. */
function describePath(path: KeyPath): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return 'the file';
  const last = path.findLast(part => typeof part === 'string');
  if (name === undefined || (section !== 'tasks' && section !== 'secrets')) return `\`${String(last)}\``;
  const owner = `${section === 'tasks' ? 'task' : 'secret'} \`${name}\``;
  if (rest.length === 0) return owner;
  return last === 'ready' ? `a probe of ${owner}` : `\`${String(last)}\` of ${owner}`;
}
