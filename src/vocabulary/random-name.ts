/**
 * A name that no other process uses: 24 random characters, for files and claims in places that only this user can write to, and for
 * named pipes in /tmp, whose creation fails if the name exists. Names are not secret: `node:crypto` would be needed for that, but takes
 * longer to load than bottle takes to make a plan.
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
