import type {ShapeError} from '../../../generated/validator.generated.mjs';

/**
 * Drops errors in the contents of an anchor that were already reported for an earlier use. The contents are one value, which has
 * the same errors wherever the same schema applies.
 *
 * @param root the whole document
 */
export function onceForEachAnchor(root: unknown, errors: readonly ShapeError[]): readonly ShapeError[] {
  // Grouped by error first, since most files have few distinct errors.
  const known = new Map<string, Set<object>>();
  return errors.filter(error => {
    const {map, key} = subjectOf(root, error);
    if (map === undefined) return true;
    const {keyword, schemaPath, params, propertyName = ''} = error;
    const named = params.additionalProperty ?? params.missingProperty ?? propertyName;
    const id = [keyword, schemaPath, key, named].join(' ');
    const maps = known.get(id) ?? new Set();
    if (maps.has(map)) return false;
    known.set(id, maps.add(map));
    return true;
  });
}

/** The list or map that an error is about, or that contains the value that it is about. */
function subjectOf(root: unknown, {data, instancePath}: ShapeError): Subject {
  if (isObject(data)) return {map: data, key: ''};
  const keys = instancePath.split('/').slice(1);
  const key = keys.pop() ?? '';
  let map = root;
  for (const part of keys) map = isObject(map) ? Reflect.get(map, unescaped(part)) : undefined;
  return {map: isObject(map) ? map : undefined, key};
}

interface Subject {
  readonly map: object | undefined;
  readonly key: string;
}

/** Decodes a part of a JSON pointer (RFC 6901). */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
