import {distance} from 'fastest-levenshtein';

/** Finds the likely meaning of a misspelled word, other than `except`. */
export type Suggest = (word: string, except?: string) => string | undefined;

/**
 * The candidate that `word` probably means: the nearest one, if at most a third of its letters differ (one in short words).
 * Swapping two adjacent letters counts as one difference; case, `-` and `_` are ignored. A word that is a prefix of the other
 * (`cert`, `certificate`) also counts as near. Ties go to the first candidate.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  return suggester([...candidates])(word);
}

/**
 * Like {@link closest}, for many words and the same candidates. Only the first distinct words get a suggestion: a file with
 * 30,000 unknown names and 30,000 tasks would take minutes, and only the first errors are shown anyway.
 *
 * @param maxSearches the maximum number of words; exceed the default only with few candidates
 */
export function suggester(candidates: readonly string[], maxSearches = MAX_SEARCHES): Suggest {
  const folded = candidates.map(candidate => (candidate.length > LONGEST ? '' : fold(candidate)));
  const known = new Map<string, string | undefined>();
  return (word, except) => {
    const key = `${word}\n${except ?? ''}`;
    if (!known.has(key) && known.size < maxSearches) known.set(key, find(word, except));
    return known.get(key);
  };

  function find(word: string, except: string | undefined): string | undefined {
    if (word.length > LONGEST) return undefined;
    const wanted = fold(word);
    let best: string | undefined;
    let bestDistance = Infinity;
    for (const [at, candidate] of folded.entries()) {
      if (!mayBeNear(wanted, candidate) || candidates[at] === except) continue;
      const between = differences(wanted, candidate);
      if (between < bestDistance) [best, bestDistance] = [candidates[at], between];
    }
    return best;
  }
}

/** Longer names are not treated as typos. */
const LONGEST = 100;

const MAX_SEARCHES = 100;

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

/** A quick check by length and prefix. */
function mayBeNear(word: string, candidate: string): boolean {
  return (
    Math.abs(word.length - candidate.length) <= limitOf(word, candidate) ||
    isStem(word, candidate) ||
    isStem(candidate, word)
  );
}

/** The maximum edit distance of a suggestion. */
function limitOf(word: string, candidate: string): number {
  const longer = Math.max(word.length, candidate.length);
  return Math.min(Math.max(1, Math.floor(longer / 3)), longer - 1);
}

/** The distance between two words; `Infinity` if too large for a suggestion. */
function differences(word: string, candidate: string): number {
  const limit = limitOf(word, candidate);
  const plain = distance(word, candidate);
  // A swap has a plain distance of two but counts as one.
  const between = plain <= limit + 1 ? Math.min(plain, swapped(word, candidate)) : plain;
  if (between <= limit) return between;
  return isStem(word, candidate) || isStem(candidate, word) ? limit + 1 : Infinity;
}

/** The smallest distance after swapping two adjacent letters of `word`. */
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
