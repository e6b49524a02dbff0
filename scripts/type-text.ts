import {factsOf} from './describe-keys.ts';
import {refName, targetOf} from './schema-refs.ts';
import type {Definitions, SourceSchema} from './schema-types.ts';
import {valueText} from './value-text.ts';

type SourceDefinitions = Definitions<SourceSchema>;

/** A table of keys with their types, defaults and meanings. */
export function keysTable(
  properties: Readonly<Record<string, SourceSchema>>,
  required: ReadonlySet<string>,
  definitions: SourceDefinitions,
): string {
  const rows = Object.entries(properties).map(([key, property]) => {
    const {text, byDefault, isRequired, unit} = factsOf(property, required.has(key), definitions);
    const type = typeText(property, definitions);
    const counted = unit === undefined || isForm(property, definitions) ? '' : ` (${unit})`;
    const meaning = [text, exampleOf(property, definitions)].filter(Boolean).join(' ');
    return [`\`${key}\``, type + counted, isRequired ? 'required' : (byDefault ?? ''), meaning] as const;
  });
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The type of a value as text, with a link to its description. */
export function typeText(property: SourceSchema, definitions: SourceDefinitions): string {
  const name = refName(property) ?? '';
  const target = {...definitions[name], ...property};
  if (name === 'Probe') return '[probe](#probes)';
  if (name === 'LivenessProbe') return '[liveness probe](#liveness-probes)';
  if (target.anyOf)
    return [...new Set(target.anyOf.map(member => typeText(member, definitions)))].join(' or ');
  if (target.const !== undefined) return `\`${valueText(target.const)}\``;
  if (target.enum)
    return target.enum
      .map(choice => `\`${valueText(choice)}\``)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (isForm(property, definitions)) return `[${formName(name)}](#${slug(formName(name))})`;
  if (target.type === 'array') return listText(typeText(target.items ?? {}, definitions));
  return [target.type ?? []]
    .flat()
    .map(type => plainText(type, target))
    .join(' or ');
}

function plainText(type: string, {additionalProperties, properties, minimum, maximum}: SourceSchema): string {
  if (type === 'object') return properties ? 'map' : mapText(additionalProperties);
  const range = [
    minimum === undefined ? '' : ` from ${minimum}`,
    maximum === undefined ? '' : ` to ${maximum}`,
  ].join('');
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'integer') return `whole number${range}`;
  return type === 'number' ? `number${range}` : type;
}

function mapText(entries: SourceSchema['additionalProperties']): string {
  return entries ? 'map, by name' : '`{}`';
}

function listText(items: string): string {
  return items === 'string'
    ? 'list of strings'
    : `list, each ${/^\[?[aeiou]/.test(items) ? 'an' : 'a'} ${items}`;
}

/** Whether a value is a string with a fixed form, which is described once for all keys. */
export function isForm(property: SourceSchema, definitions: SourceDefinitions): boolean {
  const target = targetOf(property, definitions);
  return target?.type === 'string' && target.pattern !== undefined;
}

/** The name of a form as text: `byte size` for `ByteSize`. */
export function formName(name: string): string {
  return name.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase();
}

/** The anchor that GitHub generates for a heading. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function exampleOf(property: SourceSchema, definitions: SourceDefinitions): string {
  if (isForm(property, definitions) && property.examples === undefined) return '';
  const [example] = property.examples ?? targetOf(property, definitions)?.examples ?? [];
  if (example === undefined) return '';
  return `Example: \`${valueText(example)}\`.`;
}
