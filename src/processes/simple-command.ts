/**
 * The words of a script that is a single command for which a shell has nothing to do: plain words, quoted words, and values of
 * references; `undefined` for any other script. A leading `exec` is left out.
 *
 * Such a command needs no shell, which would take as long to start as most programs, and would wait for the command as an additional
 * process.
 * @param env the environment of the command, which has the values of its references
 */
export function simpleCommand(
  script: string,
  env: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  if (script.length > LONGEST || !SIMPLE.test(script)) return undefined;
  const words = script.match(WORD) ?? [];
  const [program, ...args] = words[0] === 'exec' ? words.slice(1) : words;
  if (program === undefined || !PROGRAM.test(program) || OF_SHELLS.has(program)) return undefined;
  return [program, ...args.map(word => unquoted(word, env))];
}

/** Longer scripts are left to the shell, so that patterns are matched only against short strings. */
const LONGEST = 4_096;

/** Characters that are not special in any shell. */
const PLAIN = String.raw`[\w@%+,./:=-]`;

/** A value of a reference; see values/shell-script.ts. */
const VALUE = String.raw`\$\{(BOTTLE_VALUE_\d+)\}`;

const SINGLE_QUOTED = String.raw`'[^']*'`;

const DOUBLE_QUOTED = String.raw`"(?:[^"\\$\`]|${VALUE})*"`;

const QUOTABLE = `(?:${PLAIN}|${SINGLE_QUOTED}|${DOUBLE_QUOTED})+`;

// Not `\s`, since shells take other white space, such as a carriage return, as part of a word.
const SIMPLE = new RegExp(String.raw`^[ \t\n]*${QUOTABLE}(?:[ \t]+${QUOTABLE})*[ \t\n]*$`);
const WORD = new RegExp(QUOTABLE, 'g');
const PARTS = new RegExp(`${PLAIN}+|${SINGLE_QUOTED}|${DOUBLE_QUOTED}`, 'g');
const VALUES = new RegExp(VALUE, 'g');

/** The name or the path of a program. A word with `=` would be an assignment, and one with `%` may be a job. */
const PROGRAM = /^[\w@+,./:][\w@+,./:-]*$/;

function unquoted(word: string, env: Readonly<Record<string, string>>): string {
  return word.replace(PARTS, part => {
    if (part.startsWith("'")) return part.slice(1, -1);
    if (part.startsWith('"')) return part.slice(1, -1).replace(VALUES, (_, name: string) => env[name] ?? '');
    return part;
  });
}

/**
 * The reserved words and builtin commands of dash, busybox, bash, ksh and zsh that may differ from a program of the same name, or
 * that have none.
 */
const OF_SHELLS = new Set(
  [
    '. : alias autoload bg bind bindkey break builtin caller case cd chdir command compgen complete compopt continue coproc declare',
    'dirs disown do done echo elif else emulate enable end esac eval exec exit export false fc fg fi float for foreach function',
    'functions getopts hash help hist history if in integer jobs kill let limit local logout mapfile nameref newgrp nocorrect noglob popd',
    'print printf pushd pwd read readarray readonly rehash repeat return select set setopt shift shopt source suspend test then time',
    'times trap true type typeset ulimit umask unalias unfunction unlimit unset unsetopt until vared wait whence where which while',
    'zmodload',
  ].flatMap(line => line.split(' ')),
);
