import {listed} from '../../vocabulary/listed.ts';
import {suggester, type Suggest} from '../../vocabulary/suggest.ts';

/** The end of a message about an unknown name, and the likely correction, if any. */
export interface SuggestionText {
  readonly text: string;
  readonly suggestion?: string;
}

/**
 * `, did you mean …?`; or a list of the candidates, if there are only a few; or `otherwise`. Pass the same array for the same
 * candidates, since results are cached for each array.
 *
 * @param except a candidate to ignore
 */
export function suggestionText(
  name: string,
  candidates: readonly string[],
  {otherwise = '', except}: {readonly otherwise?: string; readonly except?: string} = {},
): SuggestionText {
  const suggestion = suggestFrom(candidates)(name, except);
  if (suggestion !== undefined) return {text: `, did you mean \`${suggestion}\`?`, suggestion};
  if (candidates.length > SHORT + 1) return {text: otherwise};
  const others = candidates.filter(candidate => candidate !== except);
  if (others.length === 0 || others.length > SHORT) return {text: otherwise};
  return {text: `; available: ${listed(others, 'and')}`};
}

/** The maximum number of names to list. */
const SHORT = 6;

function suggestFrom(candidates: readonly string[]): Suggest {
  const suggest = known.get(candidates) ?? suggester(candidates);
  known.set(candidates, suggest);
  return suggest;
}

const known = new WeakMap<readonly string[], Suggest>();
