import type {Range} from '../config/node-at.ts';
import type {Draft} from '../config/draft.ts';
import {mentionAt, sameAs} from './mention.ts';
import type {Model} from './model.ts';

/** Where the task, variable or secret at the cursor is made. */
export function definitionAt({draft}: Model, offset: number): Range | undefined {
  return usesAt(draft, offset).find(({isKey}) => isKey)?.range;
}

/** All places that name what the cursor is on, the one that makes it only if that is wanted. */
export function referencesAt({draft}: Model, offset: number, withKey: boolean): readonly Range[] {
  return usesAt(draft, offset).flatMap(({range, isKey}) => (withKey || !isKey ? [range] : []));
}

function usesAt(draft: Draft | undefined, offset: number) {
  const mention = draft && mentionAt(draft, offset);
  return mention ? sameAs(draft, mention) : [];
}
