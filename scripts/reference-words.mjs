import {factsOf} from './describe-keys.mjs';

/** A table of keys: what they are, what counts where they are left out, and what they mean. */
export function keysTable(properties, required, definitions) {
  const rows = Object.entries(properties).map(([key, property]) => {
    const {text, byDefault, isRequired, unit} = factsOf(property, required.has(key), definitions);
    const type = typeWords(property, definitions);
    const counted = unit === undefined || isForm(property, definitions) ? '' : ` (${unit})`;
    const meaning = [text, exampleOf(property, definitions)].filter(Boolean).join(' ');
    return [`\`${key}\``, type + counted, isRequired ? 'required' : (byDefault ?? ''), meaning];
  });
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows.map(row)].join('\n');
}

function row(cells) {
  return `| ${cells.map(cell => cell.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The type of a value as text, with a link to its description. */
export function typeWords(property, definitions) {
  const name = refName(property);
  const target = {...definitions[name], ...property};
  if (name === 'Probe') return '[probe](#probes)';
  if (target.anyOf)
    return [...new Set(target.anyOf.map(member => typeWords(member, definitions)))].join(' or ');
  if (target.const !== undefined) return `\`${target.const}\``;
  if (target.enum)
    return target.enum
      .map(choice => `\`${choice}\``)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (isForm(property, definitions)) return `[${formName(name)}](#${slug(formName(name))})`;
  if (target.type === 'array') return listWords(typeWords(target.items, definitions));
  return [target.type]
    .flat()
    .map(type => plainWords(type, target))
    .join(' or ');
}

function plainWords(type, {additionalProperties, properties, minimum, maximum}) {
  if (type === 'object') return properties ? 'map' : mapWords(additionalProperties);
  const range = [
    minimum === undefined ? '' : ` from ${minimum}`,
    maximum === undefined ? '' : ` to ${maximum}`,
  ].join('');
  return {
    string: 'string',
    boolean: '`true` or `false`',
    integer: `whole number${range}`,
    number: `number${range}`,
  }[type];
}

function mapWords(entries) {
  return entries ? 'map, by name' : '`{}`';
}

function listWords(items) {
  return items === 'string'
    ? 'list of strings'
    : `list, each ${/^\[?[aeiou]/.test(items) ? 'an' : 'a'} ${items}`;
}

/** Strings with a fixed form, which is described once for all keys. */
export function isForm(property, definitions) {
  const name = refName(property);
  return name !== undefined && definitions[name].type === 'string' && definitions[name].pattern !== undefined;
}

/** `ByteSize` is a byte size. */
export function formName(name) {
  return name.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase();
}

/** As GitHub makes the anchor of a heading. */
export function slug(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function exampleOf(property, definitions) {
  if (isForm(property, definitions) && property.examples === undefined) return '';
  const [example] = property.examples ?? definitions[refName(property)]?.examples ?? [];
  if (example === undefined) return '';
  const written = typeof example === 'object' ? JSON.stringify(example) : String(example);
  return `Example: \`${written}\`.`;
}

export function refName({$ref}) {
  return $ref?.split('/').at(-1);
}
