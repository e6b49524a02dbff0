import {readFileSync} from 'node:fs';
import {endianness} from 'node:os';

let known: number | undefined;

/** The size of a memory page in bytes: 4 KiB, but more on some ARM machines. */
export function pageSize(): number {
  return (known ??= fromAuxiliaryVector() ?? 4096);
}

/** The key of the page size in the auxiliary vector (getauxval(3)), a list of key and value words. */
const AT_PAGESZ = 6n;

function fromAuxiliaryVector(): number | undefined {
  try {
    const bytes = readFileSync('/proc/self/auxv');
    const isLittle = endianness() === 'LE';
    const words = Array.from({length: bytes.length >> 3}, (_, at) =>
      isLittle ? bytes.readBigUInt64LE(at * 8) : bytes.readBigUInt64BE(at * 8),
    );
    const at = words.findIndex((word, index) => index % 2 === 0 && word === AT_PAGESZ);
    return at === -1 ? undefined : Number(words[at + 1]);
  } catch {
    return undefined;
  }
}
