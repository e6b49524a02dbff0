import type {ShapeError} from '../../../generated/validator.generated.mjs';

/**
 * The errors without those of an anchor's contents that are there for an earlier use: the contents are one value, and have the same
 * errors wherever the same schema applies to them.
 *
 * @param root the whole document
 */
export function onceForEachAnchor(root: unknown, errors: readonly ShapeError[]): readonly ShapeError[] {
  // By the error first: most files have few different ones.
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

/** The list or map that an error is about, or that has the value that it is about. */
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

/** Of a JSON pointer (RFC 6901). */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
