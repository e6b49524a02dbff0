import {kept} from '../vocabulary/kept.ts';
import type {ShellCommand} from './shell-tree.ts';

/** The words of a command as the program receives them: unquoted, without prefixes such as `X=1`, `exec` and `sudo`. */
export const argumentsOf = kept(({words}: ShellCommand): readonly string[] => {
  const texts = words.map(({text}) => unquoted(text));
  const first = texts.findIndex(text => !/^\w+=/.test(text) && !prefixes.has(text));
  return first === -1 ? [] : texts.slice(first);
});

/** The program of a command, without its folder. */
export const programOf = kept(
  (command: ShellCommand): string => argumentsOf(command)[0]?.replace(/^.*\//, '') ?? '',
);

const prefixes = new Set(['exec', 'command', 'sudo', 'env', 'nohup', 'time']);

/** Longer words are not names of programs, and with nested `$( )` may contain most of the script. */
const LONGEST = 250;

function unquoted(word: string): string {
  if (word.length > LONGEST) return word;
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_all, single, double, escaped) =>
    String(single ?? (double as string | undefined)?.replace(/\\([\\"$`])/g, '$1') ?? escaped),
  );
}
