import {isMap, isScalar} from './plain-map.ts';
import {escapeReferences} from './escape-references.ts';

/** Describes a part of a service that is not carried over. */
export type LeaveOut = (what: string) => void;

/**
 * A text of a Compose file as a launch file writes it: `${NAME:-default}` reads the environment here as well, only in
 * other words, and `$$` is a dollar.
 */
export function interpolated(text: string, leaveOut: LeaveOut): string {
  let translated = '';
  let at = 0;
  for (const match of text.matchAll(VARIABLE)) {
    translated += escapeReferences(text.slice(at, match.index)) + reference(match, leaveOut);
    at = match.index + match[0].length;
  }
  return translated + escapeReferences(text.slice(at));
}

/** https://docs.docker.com/reference/compose-file/interpolation/ */
const VARIABLE =
  /\$\$(?<braces>\{\{)?|\$\{(?<name>\w+)(?::?(?<sign>[-?+])(?<rest>(?:[^{}]|\{[^{}]*\})*))?\}|\$(?<bare>[A-Za-z_]\w*)/g;

function reference({0: whole, groups = {}}: RegExpExecArray, leaveOut: LeaveOut): string {
  const {braces, name, sign, rest = '', bare} = groups;
  if (braces !== undefined) return escapeReferences('${{');
  const variable = name ?? bare;
  if (variable === undefined) return '$';
  const isDefault = sign === '-' && rest !== '';
  const isSimple = !/['$]/.test(rest);
  if (sign === '+' || (isDefault && !isSimple)) leaveOut(`the part after the name in \`${whole}\``);
  if (sign === '?') leaveOut(`the requirement that \`${variable}\` is set`);
  return environmentReference(variable, isDefault && isSimple ? rest : '');
}

/** As for Compose, a variable that is not set is no mistake. */
function environmentReference(name: string, otherwise: string): string {
  return `\${{ env.${name} || '${otherwise}' }}`;
}

/** A map, or a list of `name=value`. A name without a value has that of bottle's own environment. */
export function environment(value: unknown, leaveOut: LeaveOut): Readonly<Record<string, string>> {
  const entries = isMap(value) ? Object.entries(value) : listedPairs(value, '=');
  return Object.fromEntries(
    entries.flatMap(([name, given]) => {
      if (given === null || given === undefined) return [[name, environmentReference(name, '')]];
      return isScalar(given) ? [[name, interpolated(String(given), leaveOut)]] : [];
    }),
  );
}

/** The same for what has a value in any case: labels, build arguments. */
export function pairs(value: unknown, leaveOut: LeaveOut): Readonly<Record<string, string>> {
  const entries = isMap(value) ? Object.entries(value) : listedPairs(value, '=');
  return Object.fromEntries(
    entries.map(([name, given]) => [name, isScalar(given) ? interpolated(String(given), leaveOut) : '']),
  );
}

function listedPairs(value: unknown, sign: string): readonly (readonly [string, string | undefined])[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isScalar).map(item => {
    const [name = '', ...rest] = String(item).split(sign);
    return [name, rest.length > 0 ? rest.join(sign) : undefined];
  });
}

/** A string split at its colons, except those inside references. */
export function atColons(text: string): readonly string[] {
  return text.split(/:(?![^{}]*\}\})/);
}

/** `1m30s` as one number and unit; `undefined` for what is no duration. */
export function duration(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(us|ms|s|m|h))+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  const ms = Math.round(
    parts.reduce((sum, [, count, unit]) => sum + Number(count) * (MS[unit ?? ''] ?? 0), 0),
  );
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

const MS: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/** `512M`, `1gb`, or a number of bytes. */
export function byteSize(value: unknown): string | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([bkmg]?)b?$/i.exec(isScalar(value) ? String(value) : '') ?? [];
  return count === undefined ? undefined : `${count}${unit ? unit.toLowerCase() : 'b'}`;
}
