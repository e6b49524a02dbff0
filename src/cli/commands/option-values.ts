import {InvalidArgumentError} from 'commander';
import {parseDuration} from '../../vocabulary/duration.ts';

/** Collects the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Collects `name=value` pairs. The last value of a name takes effect. */
export function pairs(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = value.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('Expected `name=value`.');
  return {...before, [value.slice(0, at)]: value.slice(at + 1)};
}

export function positiveNumber(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return Number(value);
}

/** Parses a duration such as `10s` as milliseconds. */
export function duration(value: string): number {
  try {
    return parseDuration(value);
  } catch {
    throw new InvalidArgumentError('Expected a duration such as `10s`.');
  }
}
