import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';

/** A secret that cannot be guessed: 256 bits as base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether `given` is the token, in a time that does not depend on how much of it is right. */
export function isToken(given: string | undefined, token: string): boolean {
  // Hashes have one length, as the comparison requires.
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
