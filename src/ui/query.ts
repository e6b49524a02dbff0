import {badParameter} from './api-error.ts';

/** The query parameters of a request. */
export type Query = URLSearchParams;

/** @throws ApiError for an unknown parameter */
export function checkNames(query: Query, known: readonly string[]): void {
  const unknown = [...query.keys()].find(name => !known.includes(name));
  if (unknown !== undefined) throw badParameter(unknown, `one of the parameters ${known.join(', ')}`);
}

/** The value of a boolean parameter such as `?follow`. @throws ApiError */
export function flag(query: Query, name: string): boolean {
  const value = query.get(name);
  if (value === null || value === 'false') return false;
  if (value === '' || value === 'true') return true;
  throw badParameter(name, 'no value, `true` or `false`');
}

/** A time in a format that `Date` accepts; `undefined` if it is not given. @throws ApiError */
export function time(query: Query, name: string): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const at = new Date(value);
  if (!/^\d{4}-\d\d/.test(value) || Number.isNaN(at.getTime()))
    throw badParameter(name, 'a time such as `2026-11-28T18:05:00Z`');
  return at.toISOString();
}

/** A whole number; `undefined` if it is not given. @throws ApiError */
export function wholeNumber(query: Query, name: string, most: number): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,15}$/.test(value) || Number(value) > most)
    throw badParameter(name, `a whole number up to ${most}`);
  return Number(value);
}

/** One of several values; `undefined` if it is not given. @throws ApiError */
export function choice<Value extends string>(
  query: Query,
  name: string,
  choices: readonly Value[],
): Value | undefined {
  const value = query.get(name);
  const chosen = choices.find(each => each === value);
  if (value !== null && chosen === undefined) throw badParameter(name, `one of ${choices.join(', ')}`);
  return chosen;
}
