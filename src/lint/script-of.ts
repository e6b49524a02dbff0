import type {KeyPath} from '../config/yaml/parsed-file.ts';
import {parseTemplate} from '../values/template.ts';
import type {SourceCommand} from './commands-of.ts';

/** A shell script in the file. */
export interface SourceScript {
  /** The string that contains it. */
  readonly path: KeyPath;
  readonly text: string;
  /** The string with references replaced by plain characters of the same length. */
  readonly script: string;
}

/** The script of a command: the string itself, or the argument of `sh -c` in a list. */
export function scriptOf({path, command}: SourceCommand): SourceScript | undefined {
  if (typeof command === 'string') return {path, text: command, script: withoutReferences(command)};
  const at = command.findIndex((word, index) => isShell(word) && isScriptOption(command[index + 1]));
  const text = at === -1 ? undefined : command[at + 2];
  return text === undefined ? undefined : {path: [...path, at + 2], text, script: withoutReferences(text)};
}

/** Whether a word names a shell. */
export function isShell(word: string): boolean {
  return word.length < 250 && /^(?:.*\/)?(?:sh|bash|dash|ksh|zsh|ash)$/.test(word);
}

/** Whether a word is `-c`, possibly combined with other options, as in `-ec`. */
export function isScriptOption(word: string | undefined): boolean {
  return word !== undefined && /^-[a-z]*c$/.test(word);
}

function withoutReferences(text: string): string {
  if (!text.includes('${{')) return text;
  let [script, at] = ['', 0];
  for (const part of parseTemplate(text).parts) {
    if (part.type === 'literal') continue;
    script += text.slice(at, part.start) + '_'.repeat(part.end - part.start);
    at = part.end;
  }
  return script + text.slice(at);
}
