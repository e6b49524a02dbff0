import {isMap, isScalar, textsOf} from '../plain-map.ts';
import {asMap} from './merge.ts';
import {asReferences, variablesIn} from './variables.ts';

/*
 * Converts values of a Compose file to the syntax of launch files. Each function returns `undefined` for other values.
 */

/** A string, with its variables as references. */
export function text(value: unknown): string | undefined {
  return isScalar(value) ? asReferences(String(value)) : undefined;
}

/** A list of strings, or a single string. */
export function texts(value: unknown): string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.every(isScalar) ? textsOf(items).map(asReferences) : undefined;
}

/** A map, or a list of `name=value`; a name without a value gets the empty string. */
export function pairs(value: unknown): Record<string, string> | undefined {
  if (!isMap(value) && !Array.isArray(value)) return undefined;
  const entries = Object.entries(asMap(value)).map(([name, each]) => [name, text(each ?? '')] as const);
  if (entries.some(([, each]) => each === undefined)) return undefined;
  return Object.fromEntries(entries) as Record<string, string>;
}

export function flag(value: unknown): boolean | undefined {
  if (/^(true|yes|on|y|1)$/i.test(String(value))) return true;
  return /^(false|no|off|n|0)$/i.test(String(value)) ? false : undefined;
}

/** A whole number, or a reference to one. */
export function count(value: unknown): number | string | undefined {
  return hasVariable(value) ? text(value) : whole(value);
}

export function whole(value: unknown): number | undefined {
  return isScalar(value) && /^-?\d+$/.test(String(value)) ? Number(value) : undefined;
}

/** A number, or a reference to one. */
export function decimal(value: unknown): number | string | undefined {
  if (hasVariable(value)) return text(value);
  return isScalar(value) && /^\d+(\.\d+)?$|^\.\d+$/.test(String(value)) ? Number(value) : undefined;
}

/** A size such as `512M` or `1gb`, a number of bytes, or a reference. */
export function size(value: unknown): string | undefined {
  if (hasVariable(value)) return text(value);
  const [, number, unit] =
    /^(\d+(?:\.\d+)?)\s*([bkmgtp]?)i?b?$/i.exec(isScalar(value) ? String(value) : '') ?? [];
  if (number === undefined) return undefined;
  const [factor, known] = UNITS[(unit ?? '').toLowerCase()] ?? [1, 'b'];
  return `${Number(number) * factor}${known}`;
}

/** Compose's units as units of launch files. */
const UNITS: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  ...{k: [1, 'k'], m: [1, 'm'], g: [1, 'g']},
  ...{t: [1024, 'g'], p: [1024 * 1024, 'g']},
};

/** A duration such as `1m30s` as a single number and unit. */
export function duration(value: unknown): string | undefined {
  const ms = milliseconds(value);
  if (ms === undefined) return undefined;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** The milliseconds of a duration. A bare number is in seconds. */
export function milliseconds(value: unknown): number | undefined {
  const given = isScalar(value) ? String(value) : '';
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
  if (!/^(\d+(\.\d+)?(us|µs|ns|ms|s|m|h))+$/.test(given)) return undefined;
  const parts = [...given.matchAll(/(\d+(?:\.\d+)?)(us|µs|ns|ms|s|m|h)/g)];
  return Math.round(parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (MS[unit] ?? 0), 0));
}

const MS: Readonly<Record<string, number>> = {
  ...{ns: 0.000001, us: 0.001, µs: 0.001},
  ...{ms: 1, s: 1000, m: 60_000, h: 3_600_000},
};

export function hasVariable(value: unknown): boolean {
  return typeof value === 'string' && variablesIn(value).length > 0;
}

/** Splits a string at its colons, except those inside variables. */
export function atColons(source: string): readonly string[] {
  const pieces = source.match(/\$\{(?:[^{}]|\{[^{}]*\})*\}|:|[^:$]+|\$/g) ?? [];
  const parts: string[] = [''];
  for (const piece of pieces) {
    if (piece === ':') parts.push('');
    else parts.push((parts.pop() ?? '') + piece);
  }
  return parts;
}

/** Removes keys without a value or with an empty list or map. */
export function withoutGaps<Whole extends object>(map: {
  [Key in keyof Whole]?: Whole[Key] | undefined;
}): Partial<Whole> {
  const isGap = (value: unknown): boolean =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(map).filter(([, value]) => !isGap(value))) as Partial<Whole>;
}
