import {distance} from 'fastest-levenshtein';

/** Finds the probable meaning of a misspelled word, except `except`. */
export type Suggest = (word: string, except?: string) => string | undefined;

/**
 * The candidate that was probably meant by `word`: the nearest one, when at most a third of its letters differ (one in
 * short words). Two neighbouring letters that changed places count as one difference; case, `-` and `_` count as none.
 * A word that begins with the other (`cert`, `certificate`) is near as well. Of equals the first wins.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  return suggester([...candidates])(word);
}

/**
 * As {@link closest}, for many words and the same candidates. Only the first different words get a suggestion: a file of
 * 30,000 unknown names and 30,000 tasks would take minutes, and no more errors are shown.
 *
 * @param maxSearches for how many words; more than the default is for a few candidates
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

/** Longer names are not treated as typing errors. */
const LONGEST = 100;

const MAX_SEARCHES = 100;

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Whether the lengths alone leave a chance. */
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

/** How far apart two words are; `Infinity` when too far for a suggestion. */
function differences(word: string, candidate: string): number {
  const limit = limitOf(word, candidate);
  const plain = distance(word, candidate);
  // Two that change places are two differences before, and one after.
  const between = plain <= limit + 1 ? Math.min(plain, swapped(word, candidate)) : plain;
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
