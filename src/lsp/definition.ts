import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {mentionAt, sameAs} from './mention.ts';
import type {Mention} from './named-range.ts';
import type {Model} from './model.ts';
import {referenceSiteAt} from './reference-site.ts';

/** The definition of the task, variable or secret at the cursor; for an output, the definition of its task. */
export function definitionAt({partial}: Model, offset: number): SourceRange | undefined {
  if (!partial) return undefined;
  const mention = mentionAt(partial, offset) ?? giverAt(partial, offset);
  return mention && sameAs(partial, mention).find(({isKey}) => isKey)?.range;
}

/** The task of the output at the cursor. */
function giverAt({parsed}: PartialFile, offset: number): Pick<Mention, 'section' | 'name'> | undefined {
  const site = referenceSiteAt(parsed, offset);
  const [root, name] = site?.path ?? [];
  const output = site?.rangeOf(2);
  const isOn = root === 'tasks' && name !== undefined && output !== undefined && output.start <= offset;
  return isOn ? {section: 'tasks', name} : undefined;
}

/** All references to the thing at a position of a file, including its definition if `withKey` is set. */
export function referencesAt(
  {partial}: Model,
  {file, offset}: FilePosition,
  withKey: boolean,
): readonly SourceRange[] {
  const mention = partial && mentionAt(partial, offset, file);
  const uses = mention ? sameAs(partial, mention) : [];
  return uses.flatMap(({range, isKey}) => (withKey || !isKey ? [range] : []));
}

/** A position in one of the files of a launch file. */
export interface FilePosition {
  readonly file: string;
  readonly offset: number;
}
