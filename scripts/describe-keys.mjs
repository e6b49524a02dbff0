/**
 * The facts of a generated schema about its keys, separated: the description, the default and the unit. In the comments of
 * src/schema they are a last sentence `Default: …`, `@default` and `@unit`.
 */
export function factsOf(property, isRequired, definitions) {
  const [, text = '', written] = /^([\s\S]*?)(?:\s*Default: ([\s\S]*)\.)?$/.exec(
    property.markdownDescription ?? '',
  );
  const target = definitions[property.$ref?.split('/').at(-1)];
  const unit = property.unit ?? target?.unit;
  const byDefault = written ?? (property.default === undefined ? undefined : `\`${property.default}\``);
  return {text, isRequired, ...(unit && {unit}), ...(byDefault && {byDefault})};
}

/**
 * Puts the default and the unit of every key at the end of its description, where editors show them. `default` itself goes:
 * editors would write it into every new map, `container: {pull: missing, on_exit: fail}`.
 */
export function describeKeys({definitions, ...root}) {
  const described = Object.entries(definitions).map(([name, definition]) => [
    name,
    withFacts(definition, definitions),
  ]);
  return {...withFacts(root, definitions), definitions: Object.fromEntries(described)};
}

function withFacts({properties, unit, ...schema}, definitions) {
  if (properties === undefined) return schema;
  const required = new Set(schema.required);
  const described = Object.entries(properties).map(([key, {default: byDefault, unit, ...property}]) => {
    const facts = factsOf(properties[key], required.has(key), definitions);
    const isChoice = property.enum !== undefined || property.const !== undefined;
    const examples = property.examples ?? (byDefault === undefined || isChoice ? undefined : [byDefault]);
    return [key, {...property, ...descriptions(facts), ...(examples && {examples})}];
  });
  return {...schema, properties: Object.fromEntries(described)};
}

function descriptions({text, byDefault, unit}) {
  const ends = [byDefault && `Default: ${byDefault}.`, unit && `Unit: ${unit}.`].filter(Boolean).join(' ');
  return {
    description: [text, ends]
      .filter(Boolean)
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' '),
    markdownDescription: [text, ends].filter(Boolean).join('\n\n'),
  };
}
