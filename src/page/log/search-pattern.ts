import {messageOf} from '../../vocabulary/caught-error.ts';

/** A search pattern; `pattern` is absent if the text is empty or not a valid regular expression. */
export interface SearchPattern {
  readonly pattern?: RegExp;
  readonly problem?: string;
}

/** Parses a search pattern. It is case-sensitive if it contains capital letters, like ripgrep's smart case. */
export function searchPattern(text: string): SearchPattern {
  if (text === '') return {};
  const flags = /\p{Lu}/u.test(text.replaceAll(/\\./g, '')) ? 'g' : 'gi';
  try {
    return {pattern: new RegExp(text, flags)};
  } catch (error) {
    return {problem: problemOf(messageOf(error))};
  }
}

/** `Invalid regular expression: /(/gi: Unterminated group` → `Unterminated group`. */
function problemOf(message: string): string {
  const reason = message.split(': ').at(-1) ?? message;
  return `invalid regular expression: ${reason.toLowerCase()}`;
}
