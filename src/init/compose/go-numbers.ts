import {visit, type Document} from 'yaml';

/**
 * Converts the numbers of a document as Compose does, which matters when they become strings in labels and variables: `022` is
 * octal, `1_000` is a number, an identifier with 18 digits keeps them all, and 1e6 is formatted like in Go.
 */
export function writeNumbersAsGo(document: Document): void {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || node.type !== 'PLAIN' || node.tag !== undefined) return;
      const value = goNumber(node.source ?? '');
      if (value !== undefined) node.value = value;
    },
  });
}

const INTEGER = /^([-+]?)(0x[\da-f]+|0b[01]+|0o?[0-7]+|[1-9]\d*|0)$/i;
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i;

/** The number that Go's YAML package reads. It is a string if JavaScript would format the number differently. */
function goNumber(source: string): number | string | undefined {
  if (!/^[-+.\d]/.test(source)) return undefined;
  const plain = source.replaceAll('_', '');
  const [, sign, digits] = INTEGER.exec(plain) ?? [];
  if (digits !== undefined) {
    const size = BigInt(/^0\d/.test(digits) ? `0o${digits}` : digits);
    const value = sign === '-' ? -size : size;
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return exact(value, sign === '-');
  }
  return FLOAT.test(plain) ? goFloat(Number(plain)) : undefined;
}

function exact(value: bigint, isNegative: boolean): number | string {
  if (value === 0n && isNegative) return '-0';
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Go switches to exponents earlier than JavaScript, and formats them with two digits. */
function goFloat(value: number): number | string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return value;
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
