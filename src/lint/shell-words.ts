import type {ShellCommand} from './shell-tree.ts';

/** The words of a command as its program gets them: quotes off, and without what only says how it is run (`X=1`, `exec`, `sudo`). */
export function argumentsOf({words}: ShellCommand): readonly string[] {
  const texts = words.map(({text}) => unquoted(text));
  const first = texts.findIndex(text => !/^\w+=/.test(text) && !prefixes.has(text));
  return first === -1 ? [] : texts.slice(first);
}

/** The program of a command, without its folder. */
export function programOf(command: ShellCommand): string {
  return argumentsOf(command)[0]?.replace(/^.*\//, '') ?? '';
}

const prefixes = new Set(['exec', 'command', 'sudo', 'env', 'nohup', 'time']);

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_all, single, double, escaped) =>
    String(single ?? (double as string | undefined)?.replace(/\\([\\"$`])/g, '$1') ?? escaped),
  );
}
