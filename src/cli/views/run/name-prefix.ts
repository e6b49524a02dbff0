import {styleText} from 'node:util';
import {kept} from '../../../vocabulary/kept.ts';

const COLORS = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

interface PrefixStyle {
  readonly width: number;
  readonly color: boolean;
}

/** A padded task name. The same name always has the same colour. */
export function namePrefix(name: string, style: PrefixStyle): string {
  const known = prefixesOf(style).get(name);
  if (known !== undefined) return known;
  const prefix = makePrefix(name, style);
  prefixesOf(style).set(name, prefix);
  return prefix;
}

/** Prefixes by name, cached for each style. */
const prefixesOf = kept<PrefixStyle, Map<string, string>>(() => new Map());

function makePrefix(name: string, {width, color}: PrefixStyle): string {
  const padded = `${name.padEnd(width)} `;
  return color ? styleText(colorOf(name), padded, {validateStream: false}) : padded;
}

/** The width of the longest name, including that of bottle itself. */
export function longestName(names: readonly string[]): number {
  return Math.max('bottle'.length, ...names.map(name => name.length));
}

function colorOf(name: string): (typeof COLORS)[number] | 'dim' {
  if (name === 'bottle') return 'dim';
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return COLORS[sum % COLORS.length] ?? 'cyan';
}
