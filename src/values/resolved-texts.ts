import type {Values} from './value-source.ts';

/** Resolves the references in all strings of a value, at any depth. */
export function resolvedTexts<Value>(value: Value, text: Values['text']): Value {
  return deep(value, text) as Value;
}

function deep(value: unknown, text: Values['text']): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(item => deep(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deep(inner, text)]));
}
