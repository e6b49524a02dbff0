import {listed} from '../../vocabulary/listed.ts';
import {suggester, type Suggest} from '../../vocabulary/suggest.ts';

/** The end of a sentence about a name that does not exist, and what was meant, where that is likely. */
export interface SuggestionText {
  readonly text: string;
  readonly suggestion?: string;
}

/**
 * `, did you mean …?`; else what there is, when it can be read at a glance; else `otherwise`. One list of candidates should
 * be one array: what has been found out about it is kept with it.
 *
 * @param except one of the candidates that cannot be meant
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
  return {text: `; there ${others.length === 1 ? 'is' : 'are'} ${listed(others, 'and')}`};
}

/** How many names can be read at a glance. */
const SHORT = 6;

function suggestFrom(candidates: readonly string[]): Suggest {
  const suggest = known.get(candidates) ?? suggester(candidates);
  known.set(candidates, suggest);
  return suggest;
}

const known = new WeakMap<readonly string[], Suggest>();
