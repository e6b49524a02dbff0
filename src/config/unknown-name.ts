import {listed} from '../vocabulary/listed.ts';
import {closest} from '../vocabulary/suggest.ts';

/** The end of a sentence about a name that does not exist, and what was meant, where that is likely. */
export interface Advice {
  readonly words: string;
  readonly suggestion?: string;
}

/** `, did you mean …?`; else what there is, when it can be read at a glance; else `otherwise`. */
export function advice(name: string, candidates: readonly string[], otherwise = ''): Advice {
  const suggestion = closest(name, candidates);
  if (suggestion !== undefined) return {words: `, did you mean \`${suggestion}\`?`, suggestion};
  const isShort = candidates.length > 0 && candidates.length <= 6;
  return {
    words: isShort
      ? `; there ${candidates.length === 1 ? 'is' : 'are'} ${listed(candidates, 'and')}`
      : otherwise,
  };
}
