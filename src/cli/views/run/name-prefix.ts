import {styleText} from 'node:util';

const COLORS = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

/** A task's name, padded, in a colour that stays the same for the name. */
export function namePrefix(
  name: string,
  {width, color}: {readonly width: number; readonly color: boolean},
): string {
  const padded = `${name.padEnd(width)} `;
  return color ? styleText(colorOf(name), padded, {validateStream: false}) : padded;
}

/** The width that all names fit in, bottle's own included. */
export function longestName(names: readonly string[]): number {
  return Math.max('bottle'.length, ...names.map(name => name.length));
}

function colorOf(name: string): (typeof COLORS)[number] | 'dim' {
  if (name === 'bottle') return 'dim';
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return COLORS[sum % COLORS.length] ?? 'cyan';
}
