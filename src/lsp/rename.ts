import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {Range} from '../config/yaml/node-at.ts';
import {mentionAt, mentionsOf, sameAs, type Mention} from './mention.ts';
import {model, type Model} from './model.ts';

/** The ranges that get the new name, or why there can be no such name. */
export type Renaming = {readonly ranges: readonly Range[]} | {readonly refused: string};

/** The name at the cursor that can be changed: that of a task, a variable or a secret of the file. */
export function renameableAt({partial}: Model, offset: number): Mention | undefined {
  const mention = partial && mentionAt(partial, offset);
  return mention && sameAs(partial, mention).some(({isKey}) => isKey) ? mention : undefined;
}

/** Gives what the cursor is on another name, everywhere; `undefined` where nothing has a name. */
export function renameAt(before: Model, offset: number, name: string): Renaming | undefined {
  const mention = renameableAt(before, offset);
  if (!mention || !before.partial) return undefined;
  const ranges = sameAs(before.partial, mention).map(({range}) => range);
  const refused = refusal(before, before.partial, {mention, ranges, name});
  return refused === undefined ? {ranges} : {refused};
}

interface Wish {
  readonly mention: Mention;
  readonly ranges: readonly Range[];
  readonly name: string;
}

function refusal({path, text, options}: Model, partial: PartialFile, wish: Wish): string | undefined {
  const {mention, ranges, name} = wish;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))
    return `expected a name of letters, digits, \`_\` and \`-\`, a letter or \`_\` first, found \`${name}\``;
  if (name !== mention.name && Object.hasOwn(namesIn(partial, mention.section), name))
    return `${nouns[mention.section]} \`${name}\` already exists`;
  const isPlain = ranges.every(({start, end}) => text.slice(start, end) === mention.name);
  if (!isPlain) return `\`${mention.name}\` is written with escape sequences in places; remove these first`;
  const after = model(path, renamed(text, wish), options).partial;
  const isSame = after !== undefined && outline(after) === outline(partial, wish);
  return isSame ? undefined : `\`${name}\` would not be parsed as a name; choose another one`;
}

const nouns = {tasks: 'task', vars: 'variable', secrets: 'secret'} as const;

function namesIn({parsed}: PartialFile, section: Mention['section']): object {
  return (parsed.value as Readonly<Record<string, object>>)[section] ?? {};
}

function renamed(text: string, {ranges, name}: Wish): string {
  let [result, at] = ['', 0];
  for (const {start, end} of ranges) {
    result += text.slice(at, start) + name;
    at = end;
  }
  return result + text.slice(at);
}

/** The mentions in the file, in order, with the new name in place of the old one. */
function outline(partial: PartialFile, wish?: Wish): string {
  const names = mentionsOf(partial).map(({section, name, isKey}) => {
    const isRenamed = wish?.mention.section === section && wish.mention.name === name;
    return [section, isRenamed ? wish.name : name, isKey];
  });
  return JSON.stringify(names);
}
