import type {KeyPath} from '../yaml/parsed-file.ts';
import type {ShapeError} from '../../../generated/validator.generated.mjs';

/** A complaint of the validator, as the words for it need it. */
export interface SchemaViolation {
  /** The keyword of the validator: `type`, `required`, … */
  readonly keyword: string;
  /** Where: the map that has the wrong key, or the wrong value. */
  readonly path: KeyPath;
  readonly params: ShapeError['params'];
  /** The keyword's value in the schema. */
  readonly rule: unknown;
  /** The message in the schema, and the keywords next to the rule. */
  readonly schema: SchemaPart;
  readonly value: unknown;
  /** The key that is wrong, where a rule for keys was broken. */
  readonly name?: string | undefined;
}

/** The parts of the schema that messages are made from. */
export interface SchemaPart {
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
  /** Keys that are known, but not for here, with the words for that. */
  readonly 'x-forbidden'?: Readonly<Record<string, SchemaPart>>;
  /** The kind that is there already, where a second one is forbidden. */
  readonly 'x-beside'?: string;
  readonly properties?: Readonly<Record<string, {readonly doNotSuggest?: boolean}>>;
  readonly items?: {readonly type?: string | readonly string[]};
  readonly additionalProperties?: unknown;
  /** Holds what is required of a map, where anything is. */
  readonly allOf?: unknown;
}

/** @param root the whole document, to distinguish the index of a list from the key of a map */
export function toViolation(root: unknown, error: ShapeError): SchemaViolation {
  const complaint = complaintOf(root, error);
  const key = complaint.params.additionalProperty ?? '';
  const forbidden = complaint.schema['x-forbidden']?.[key];
  return forbidden
    ? {...complaint, keyword: 'not', path: [...complaint.path, key], schema: forbidden}
    : complaint;
}

function complaintOf(root: unknown, error: ShapeError): SchemaViolation {
  return {
    keyword: error.keyword,
    path: pathOf(root, error.instancePath),
    params: error.params,
    rule: error.schema,
    schema: typeof error.parentSchema === 'object' && error.parentSchema !== null ? error.parentSchema : {},
    value: error.data,
    name: error.propertyName,
  };
}

function pathOf(root: unknown, pointer: string): KeyPath {
  let value: unknown = root;
  return pointer
    .split('/')
    .slice(1)
    .map(part => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Record<string | number, unknown>)[step];
      return step;
    });
}
