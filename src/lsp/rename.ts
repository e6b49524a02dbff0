import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {FilePosition} from './definition.ts';
import {mentionAt, mentionsOf, sameAs} from './mention.ts';
import {textOf, type Mention} from './named-range.ts';
import {model, type Model} from './model.ts';

/** The edits for a rename, or the reason why the new name is not allowed. */
export type Renaming = {readonly edits: readonly Edit[]} | {readonly refused: string};

/** The new text for a range. */
export interface Edit {
  readonly range: SourceRange;
  readonly text: string;
}

/** The renameable name at a position: a task, variable or secret that the file defines. */
export function renameableAt({partial}: Model, {file, offset}: FilePosition): Mention | undefined {
  const mention = partial && mentionAt(partial, offset, file);
  return mention && sameAs(partial, mention).some(({isKey}) => isKey) ? mention : undefined;
}

/** Renames the thing at a position everywhere; `undefined` if there is nothing to rename. */
export function renameAt(before: Model, position: FilePosition, name: string): Renaming | undefined {
  const mention = renameableAt(before, position);
  const {partial} = before;
  if (!mention || !partial) return undefined;
  const here = textOf(partial.parsed, mention.range);
  const ranges = sameAs(partial, mention).map(({range}) => range);
  const edits = ranges.map(range => ({range, text: newText(textOf(partial.parsed, range), here, name)}));
  const refused = refusal(before, partial, {mention, here, edits, name});
  return refused === undefined ? {edits} : {refused};
}

/**
 * The new text of a place if the text at the cursor becomes `name`. One of the two is longer if an include adds a prefix.
 *
 * @param here the text at the cursor
 */
function newText(text: string, here: string, name: string): string {
  if (text.endsWith(here)) return text.slice(0, text.length - here.length) + name;
  return here.endsWith(text) ? name.slice(here.length - text.length) : name;
}

interface Wish {
  readonly mention: Mention;
  readonly here: string;
  readonly edits: readonly Edit[];
  readonly name: string;
}

function refusal(before: Model, partial: PartialFile, wish: Wish): string | undefined {
  const {mention, here, edits, name} = wish;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))
    return `expected a name of letters, digits, \`_\` and \`-\` that starts with a letter or \`_\`, found \`${name}\``;
  const full = newText(mention.name, here, name);
  if (full !== mention.name && Object.hasOwn(namesIn(partial, mention.section), full))
    return `${nouns[mention.section]} \`${full}\` already exists`;
  const texts = edits.map(({range}) => textOf(partial.parsed, range));
  if (!texts.every(text => text !== '' && mention.name.endsWith(text)))
    return `\`${mention.name}\` contains escape sequences in some places; remove them first`;
  const shortest = Math.min(...texts.map(({length}) => length));
  const prefix = here.slice(0, Math.max(0, here.length - shortest));
  if (!name.startsWith(prefix))
    return `\`${mention.name}\` has the prefix of its include; the new name must start with \`${prefix}\``;
  return isSame(before, partial, wish)
    ? undefined
    : `\`${name}\` would not be parsed as a name; choose another one`;
}

/** Whether the file still names the same things after the rename. Not checked if there are several files. */
function isSame({path, text, options}: Model, partial: PartialFile, wish: Wish): boolean {
  if (partial.parsed.files.length > 1) return true;
  const after = model(path, renamed(text, wish), options).partial;
  return after !== undefined && outline(after) === outline(partial, wish);
}

const nouns = {tasks: 'task', vars: 'variable', secrets: 'secret'} as const;

function namesIn({parsed}: PartialFile, section: Mention['section']): object {
  return (parsed.value as Readonly<Record<string, object>>)[section] ?? {};
}

function renamed(text: string, {edits}: Wish): string {
  let [result, at] = ['', 0];
  for (const {range, text: name} of edits) {
    result += text.slice(at, range.start) + name;
    at = range.end;
  }
  return result + text.slice(at);
}

/** The mentions in the file in order, with the new name instead of the old one. */
function outline(partial: PartialFile, wish?: Wish): string {
  const names = mentionsOf(partial).map(({section, name, isKey}) => {
    const isRenamed = wish?.mention.section === section && wish.mention.name === name;
    return [section, isRenamed ? wish.name : name, isKey];
  });
  return JSON.stringify(names);
}
