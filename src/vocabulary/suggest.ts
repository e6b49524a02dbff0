import {distance} from 'fastest-levenshtein';

/** Finds the likely meaning of a misspelled word, other than `except`. */
export type Suggest = (word: string, except?: string) => string | undefined;

/**
 * The candidate that `word` probably means: the nearest one, if at most a third of its letters differ (one in short words).
 *
 * - Swapping two adjacent letters counts as one difference. Case, `-`, `_` and a plural `s` are ignored, so `nead` means `needs`.
 * - A different first letter counts twice, since typos rarely begin there: `trace` does not mean `grace`.
 * - A word that is the beginning (`cert`, `certificate`) or the last part of the other (`exit`, `on_exit`) is the next best.
 *
 * Ties go to the first candidate.
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
  const folded = candidates.map(candidate => fold(candidate.length > LONGEST ? '' : candidate));
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
      if (candidates[at] === except) continue;
      const between = differences(wanted, candidate);
      if (between < bestDistance) [best, bestDistance] = [candidates[at], between];
    }
    return best;
  }
}

/** Longer names are not treated as typos. */
const LONGEST = 100;

const MAX_SEARCHES = 100;

/** A word as it is compared. */
interface Folded {
  /** In lower case. */
  readonly lower: string;
  /** Without `-` and `_`. */
  readonly whole: string;
  /** Without a plural `s`. */
  readonly letters: string;
}

function fold(word: string): Folded {
  const lower = word.toLowerCase();
  const whole = lower.replaceAll(/[-_]/g, '');
  return {lower, whole, letters: whole.length > 3 && whole.endsWith('s') ? whole.slice(0, -1) : whole};
}

/** The distance between two words; `Infinity` if too large for a suggestion. */
function differences(word: Folded, candidate: Folded): number {
  const limit = limitOf(word.letters, candidate.letters);
  const between = editDistance(word.letters, candidate.letters, limit);
  if (between <= limit) return between;
  return isIn(word, candidate) || isIn(candidate, word) ? limit + 1 : Infinity;
}

/** The maximum edit distance of a suggestion. */
function limitOf(word: string, candidate: string): number {
  const longer = Math.max(word.length, candidate.length);
  return Math.min(Math.max(1, Math.floor(longer / 3)), longer - 1);
}

function editDistance(word: string, candidate: string, limit: number): number {
  // A single letter could mean anything.
  if (word.length < 2 || Math.abs(word.length - candidate.length) > limit) return Infinity;
  const plain = distance(word, candidate);
  if (plain > limit + 1) return Infinity;
  // A swap has a plain distance of two but counts as one.
  return Math.min(plain, swapped(word, candidate)) + (beginAlike(word, candidate) ? 0 : 1);
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

/** Whether the first letters are the same, swapped, or one is missing in a word that is long enough to be recognized without it. */
function beginAlike(word: string, candidate: string): boolean {
  const [first, second] = word;
  const [itsFirst, itsSecond] = candidate;
  if (first === itsFirst || (first === itsSecond && second === itsFirst)) return true;
  const [shorter, longer] = word.length < candidate.length ? [word, candidate] : [candidate, word];
  return shorter.length > 3 && longer.slice(1) === shorter;
}

/** Whether a word is the beginning of another one (of at least three letters), or its last part. */
function isIn({lower, whole, letters}: Folded, other: Folded): boolean {
  // Names in an included file get a prefix.
  if (lower !== '' && other.lower.endsWith(`-${lower}`)) return true;
  if (lower.length > 3 && other.lower.endsWith(`_${lower}`)) return true;
  const arePlural = letters !== whole && other.letters !== other.whole;
  return letters.length > 2 && other.whole.startsWith(arePlural ? letters : whole);
}
