import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';

/** A secret that cannot be guessed: 256 bits as base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether `given` is the token. Takes constant time, however much of it is right. */
export function isToken(given: string | undefined, token: string): boolean {
  // The comparison requires equal lengths, which hashes have.
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
