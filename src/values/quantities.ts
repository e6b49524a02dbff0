/** A reference resolved to a value that its key does not allow. The message describes the expected values. */
export class BadValue extends Error {}

/** The bytes of a size as in launch files, `512m`. Values of references can also have the forms of Compose: `512M`, `1gb`, `1024`. */
export function bytesOf(size: string): number {
  const [, count, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?\s*$/i.exec(size) ?? [];
  if (count === undefined) throw new BadValue(`expected a size such as \`512m\`, found \`${size}\``);
  return Math.round(Number(count) * 1024 ** Math.max(0, 'bkmgt'.indexOf(unit.toLowerCase() || 'b')));
}

/** Like {@link bytesOf}, with `-1` for no limit. */
export function limitOf(size: string): number {
  return size.trim() === '-1' ? -1 : bytesOf(size);
}

/** A number, or the number in the value of a reference. */
export function numberOf(value: string | number, {least = 0} = {}): number {
  const number = typeof value === 'number' ? value : value.trim() === '' ? NaN : Number(value);
  if (number >= least) return number;
  throw new BadValue(`expected a number of at least ${least}, found \`${value}\``);
}
