import {targetOf} from './schema-refs.ts';
import type {Definitions, Root, SourceSchema} from './schema-types.ts';
import {valueText} from './value-text.ts';

/** Facts about a key from the generated schema. */
export interface Facts {
  /** The description without the default. */
  readonly text: string;
  readonly isRequired: boolean;
  readonly unit?: string;
  /** Markdown. */
  readonly byDefault?: string;
}

/**
 * Parses the description of a key. In the comments of src/schema/launch-file.ts, the default is the last sentence,
 * `Default: …`, or `@default`, and the unit is `@unit`.
 */
export function factsOf(
  property: SourceSchema,
  isRequired: boolean,
  definitions: Definitions<SourceSchema>,
): Facts {
  const description = property.markdownDescription ?? '';
  const [, text = '', defaultText] = /^([\s\S]*?)(?:\s*Default: ([\s\S]*)\.)?$/.exec(description) ?? [];
  const target = targetOf(property, definitions);
  const unit = property.unit ?? target?.unit;
  const byDefault =
    defaultText ?? (property.default === undefined ? undefined : `\`${valueText(property.default)}\``);
  return {text, isRequired, ...(unit && {unit}), ...(byDefault && {byDefault})};
}

/**
 * Appends the default and the unit of every key to its description, where editors show them. The keyword `default` is
 * removed, since editors would insert it into every new map, `container: {pull: missing, on_exit: fail}`.
 */
export function describeKeys({$schema, definitions, ...root}: Root<SourceSchema>): Root<SourceSchema> {
  const described = Object.entries(definitions).map(
    ([name, definition]) => [name, withFacts(definition, definitions)] as const,
  );
  return {$schema, ...withFacts(root, definitions), definitions: Object.fromEntries(described)};
}

function withFacts(
  {properties, unit, ...schema}: SourceSchema,
  definitions: Definitions<SourceSchema>,
): SourceSchema {
  if (properties === undefined) return schema;
  const required = new Set(schema.required);
  const described = Object.entries(properties).map(([key, source]) => {
    const {default: byDefault, unit: _, ...property} = source;
    const facts = factsOf(source, required.has(key), definitions);
    const isChoice = property.enum !== undefined || property.const !== undefined;
    const examples = property.examples ?? (byDefault === undefined || isChoice ? undefined : [byDefault]);
    return [key, {...property, ...descriptions(facts), ...(examples && {examples})}] as const;
  });
  return {...schema, properties: Object.fromEntries(described)};
}

function descriptions({
  text,
  byDefault,
  unit,
}: Facts): Pick<SourceSchema, 'description' | 'markdownDescription'> {
  const ends = [byDefault && `Default: ${byDefault}.`, unit && `Unit: ${unit}.`].filter(Boolean).join(' ');
  return {
    description: [text, ends]
      .filter(Boolean)
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' '),
    markdownDescription: [text, ends].filter(Boolean).join('\n\n'),
  };
}
