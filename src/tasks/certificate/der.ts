/** Values in DER, the encoding of certificates (ITU-T X.690): a tag, the length of the contents, and the contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const whole = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(whole.length)]), whole]);
}

/** Up to 127 in one byte, otherwise the number of bytes that follow, and these. */
function lengthBytes(length: number): readonly number[] {
  return length < 0x80 ? [length] : [0x80 + bigEndian(length).length, ...bigEndian(length)];
}

function bigEndian(number: number): readonly number[] {
  return number < 0x100 ? [number] : [...bigEndian(Math.floor(number / 0x100)), number % 0x100];
}

export const sequence = (...values: readonly Uint8Array[]): Buffer => der(0x30, ...values);
export const set = (...values: readonly Uint8Array[]): Buffer => der(0x31, ...values);
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const yes = der(0x01, Buffer.from([0xff]));

/** A positive integer of any size. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  const shortest = first < 0 ? Buffer.alloc(1) : bytes.subarray(first);
  // The first bit is the sign.
  return der(0x02, Buffer.alloc((shortest[0] ?? 0) >> 7), shortest);
}

/** @param unused the number of bits at the end that do not count */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return der(0x03, Buffer.from([unused]), bytes);
}

/** An object identifier such as `2.5.29.19`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

/** All bytes but the last have the highest bit set. */
function base128(number: number): readonly number[] {
  const more = Math.floor(number / 0x80);
  return [...(more > 0 ? base128(more).map(byte => byte | 0x80) : []), number % 0x80];
}

/** A time in whole seconds. Years from 2050 on need four digits (RFC 5280, section 4.1.2.5). */
export function time(date: Date): Buffer {
  const text = date.toISOString().replace(/\.\d+|[-:T]/g, '');
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

/** The values in a value, each with its tag and length. */
export function valuesIn(value: Buffer): readonly Buffer[] {
  const values: Buffer[] = [];
  for (let rest = value.subarray(headerLength(value)); rest.length > 0;) {
    const end = headerLength(rest) + contentLength(rest);
    values.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return values;
}

function headerLength(value: Buffer): number {
  const first = value.readUInt8(1);
  return first < 0x80 ? 2 : 2 + first - 0x80;
}

function contentLength(value: Buffer): number {
  const bytes = headerLength(value) - 2;
  return bytes === 0 ? value.readUInt8(1) : value.readUIntBE(2, bytes);
}
