import {isMap, isScalar, type PlainMap} from '../plain-map.ts';
import {asConstant} from './variables.ts';

/** The prefix that Compose adds to the names of volumes and networks. */
export function projectName(
  {name}: PlainMap,
  {folder, env}: {readonly folder: string; readonly env: Readonly<Record<string, string>>},
): string {
  const ofFile = isScalar(name) ? asConstant(String(name), env) : '';
  const [first = folder] = [env.COMPOSE_PROJECT_NAME, ofFile].filter(
    each => each !== undefined && each !== '',
  );
  return first
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

/** Adds a default to the variable that Compose sets automatically. */
export function withProjectName<Value>(value: Value, name: string): Value {
  const change = (each: unknown): unknown => {
    if (typeof each === 'string')
      return each.replaceAll(VARIABLE, (found, dollars: string) =>
        dollars.length % 2 === 0 ? `${dollars}\${COMPOSE_PROJECT_NAME:-${name}}` : found,
      );
    if (Array.isArray(each)) return each.map(change);
    return isMap(each)
      ? Object.fromEntries(Object.entries(each).map(([key, below]) => [key, change(below)]))
      : each;
  };
  return change(value) as Value;
}

/** Includes preceding dollar signs, since `$$` is an escaped dollar sign. */
const VARIABLE = /(\$*)\$(?:COMPOSE_PROJECT_NAME\b|\{COMPOSE_PROJECT_NAME(?::?[-?][^{}]*)?\})/g;
