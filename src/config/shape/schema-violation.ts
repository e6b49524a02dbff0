import type {KeyPath} from '../yaml/parsed-file.ts';
import type {ShapeError} from '../../../generated/validator.generated.mjs';

/** A complaint of the validator, with the data for its message. */
export interface SchemaViolation {
  /** The keyword of the validator: `type`, `required`, … */
  readonly keyword: string;
  /** The path of the wrong value, or of the map with the wrong key. */
  readonly path: KeyPath;
  readonly params: ShapeError['params'];
  /** The keyword's value in the schema. */
  readonly rule: unknown;
  /** The schema that contains the keyword, with its messages. */
  readonly schema: SchemaPart;
  readonly value: unknown;
  /** The wrong key, if a rule for keys was violated. */
  readonly name?: string | undefined;
}

/** The parts of the schema that messages are made from. */
export interface SchemaPart {
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
  /** Keys that are known but not allowed here, with the messages for them. */
  readonly 'x-forbidden'?: Readonly<Record<string, SchemaPart>>;
  /** The existing kind, if a second kind is forbidden. */
  readonly 'x-beside'?: string;
  readonly properties?: Readonly<Record<string, {readonly doNotSuggest?: boolean}>>;
  readonly items?: {readonly type?: string | readonly string[]};
  readonly additionalProperties?: unknown;
  /** The required keys of a map, if any. */
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
