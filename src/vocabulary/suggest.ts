import {distance} from 'fastest-levenshtein';

/**
 * The candidate that was probably meant by `word`: the nearest one, when at most a third of its letters differ (one in
 * short words). Two neighbouring letters that changed places count as one difference; case, `-` and `_` count as none.
 * A word that begins with the other (`cert`, `certificate`) is near as well. Of equals the first wins.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const between = differences(fold(word), fold(candidate));
    if (between < bestDistance) [best, bestDistance] = [candidate, between];
  }
  return best;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

/** How far apart two words are; `Infinity` when too far for a suggestion. */
function differences(word: string, candidate: string): number {
  const longer = Math.max(word.length, candidate.length);
  const limit = Math.min(Math.max(1, Math.floor(longer / 3)), longer - 1);
  const between = Math.min(distance(word, candidate), swapped(word, candidate));
  if (between <= limit) return between;
  return isStem(word, candidate) || isStem(candidate, word) ? limit + 1 : Infinity;
}

/** The distance when two neighbours of `word` change places first. */
function swapped(word: string, candidate: string): number {
  let least = Infinity;
  for (let at = 0; at + 1 < word.length; at++) {
    const other = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
    least = Math.min(least, distance(other, candidate) + 1);
  }
  return least;
}

function isStem(stem: string, word: string): boolean {
  return stem.length >= 3 && word.startsWith(stem);
}
