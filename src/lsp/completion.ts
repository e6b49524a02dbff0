import type {Range} from '../config/yaml/node-at.ts';
import type {Choice} from './choice.ts';
import {cursorAt, type Cursor} from './cursor.ts';
import type {Model} from './model.ts';
import {namePlaceAt} from './name-place.ts';
import {referenceChoices} from './reference-choices.ts';
import {taskChoices} from './task-choices.ts';

/** The candidates at the cursor, and the range of text that they replace. */
export interface Completion {
  readonly choices: readonly Choice[];
  readonly replaces: Range;
}

/** Completes task names, and references inside `${{ }}`. Keys are left to servers that use the schema. */
export function completionAt(model: Model, offset: number): Completion | undefined {
  const cursor = cursorAt(model, offset);
  if (!cursor) return undefined;
  return referenceCompletion(model, cursor, offset) ?? nameCompletion(model, cursor, offset);
}

function referenceCompletion(model: Model, cursor: Cursor, offset: number): Completion | undefined {
  const open = openReference(cursor.before);
  if (!open) return undefined;
  const isRead = cursor.use !== 'fixed' && cursor.use !== 'pattern' && !namePlaceAt(cursor.path);
  if (!isRead) return {choices: [], replaces: {start: offset, end: offset}};
  const {choices, typed, isLast} = referenceChoices(cursor, open);
  return {choices, replaces: around(model.text, offset, typed, isLast ? /^[\w.-]*/ : /^[\w-]*/)};
}

function nameCompletion(model: Model, cursor: Cursor, offset: number): Completion | undefined {
  const place = namePlaceAt(cursor.path);
  const [typed = ''] = /[\w-]*$/.exec(cursor.before) ?? [];
  if (!place || typed !== cursor.before) return undefined;
  return {choices: taskChoices(cursor, place), replaces: around(model.text, offset, typed, /^[\w-]*/)};
}

/** The range of the typed text and the rest of the word after the cursor. */
function around(text: string, offset: number, typed: string, word: RegExp): Range {
  const [rest = ''] = word.exec(text.slice(offset)) ?? [];
  return {start: offset - typed.length, end: offset + rest.length};
}

/** The dotted names before the cursor in an open `${{`, the last one incomplete: `tasks.db.p`. */
function openReference(before: string): readonly string[] | undefined {
  const [, inside] = /(?<!\$)\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)$/.exec(before) ?? [];
  if (inside === undefined) return undefined;
  const [names = ''] = /[\w.-]*$/.exec(inside) ?? [];
  return names.split('.');
}
