/**
 * 64-bit FNV-1a as hexadecimal digits, for names of files. Loading `node:crypto` takes longer than making a plan, so the contents of such
 * a file must make clear what it belongs to, unless mixing up two of them does no harm.
 */
export function textHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}
