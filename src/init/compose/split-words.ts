/** A command split into words. */
export interface SplitCommand {
  readonly words: readonly string[];
  /** The text from the first `;`, `&`, `|`, `<` or `>`. Compose does not run a shell, and drops it. */
  readonly dropped: string;
}

/**
 * Splits a command like Compose, by the rules of go-shellwords: quotes, and `\` before any character outside single quotes.
 * `${…}` is never split.
 *
 * @param endsAtOperator whether a `;`, `&`, `|`, `<` or `>` ends the command
 */
export function splitWords(text: string, {endsAtOperator = true} = {}): SplitCommand {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const variable = /^\$\{(?:[^{}]|\{[^{}]*\})*\}/.exec(text.slice(at))?.[0];
    const character = text.charAt(at);
    if (variable !== undefined) {
      word = (word ?? '') + variable;
      at += variable.length - 1;
    } else if (character === '\\' && quote !== "'") {
      at += 1;
      word = (word ?? '') + escaped(text.charAt(at));
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && /["']/.test(character)) {
      quote = character;
      word ??= '';
    } else if (character === quote) {
      quote = '';
    } else if (endsAtOperator && quote === '' && /[;&|<>]/.test(character)) {
      return {words: word === undefined ? words : [...words, word], dropped: text.slice(at)};
    } else {
      word = (word ?? '') + character;
    }
  }
  return {words: word === undefined ? words : [...words, word], dropped: ''};
}

function escaped(character: string): string {
  if (character === 'n') return '\n';
  return character === 't' ? '\t' : character;
}
