import type {Range} from '../config/yaml/node-at.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {mentionAt, sameAs, type Mention} from './mention.ts';
import type {Model} from './model.ts';
import {referenceSiteAt} from './reference-site.ts';

/** Where the task, variable or secret at the cursor is made; of an output, the task that gives it. */
export function definitionAt({partial}: Model, offset: number): Range | undefined {
  if (!partial) return undefined;
  const mention = mentionAt(partial, offset) ?? giverAt(partial, offset);
  return mention && sameAs(partial, mention).find(({isKey}) => isKey)?.range;
}

/** The task whose output the cursor is on. */
function giverAt({parsed}: PartialFile, offset: number): Pick<Mention, 'section' | 'name'> | undefined {
  const site = referenceSiteAt(parsed, offset);
  const [root, name] = site?.path ?? [];
  const output = site?.rangeOf(2);
  const isOn = root === 'tasks' && name !== undefined && output !== undefined && output.start <= offset;
  return isOn ? {section: 'tasks', name} : undefined;
}

/** All places that name what the cursor is on, the one that makes it only if that is wanted. */
export function referencesAt({partial}: Model, offset: number, withKey: boolean): readonly Range[] {
  return usesAt(partial, offset).flatMap(({range, isKey}) => (withKey || !isKey ? [range] : []));
}

function usesAt(partial: PartialFile | undefined, offset: number) {
  const mention = partial && mentionAt(partial, offset);
  return mention ? sameAs(partial, mention) : [];
}
