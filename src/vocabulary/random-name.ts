/**
 * A name that no other process uses: 24 random characters, for files and claims in places that only this user can write to. Not a
 * secret: `node:crypto` would give one, but takes longer to load than a plan takes to make.
 */
export function randomName(): string {
  return randomLetters(24);
}

/** Random lower-case letters and digits. */
export function randomLetters(count: number): string {
  let name = '';
  while (name.length < count) name += Math.floor(Math.random() * 36).toString(36);
  return name;
}
