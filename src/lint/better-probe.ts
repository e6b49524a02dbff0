import {commandsIn, shellTrees} from './parse-shell.ts';
import {type ShellCommand} from './shell-tree.ts';
import {argumentsOf, programOf} from './shell-words.ts';

/**
 * The probe, as written in `ready`, that could replace a loop with `commands`; `undefined` if none is obvious or it depends on a
 * variable of the script. Cached, since all sleeps of a loop share the result.
 *
 * @param text the script as written, including references
 * @param base the offset in `text` that offsets of the commands are relative to
 */
export function betterProbe(
  commands: readonly ShellCommand[],
  text: string,
  base: number,
): string | undefined {
  if (!known.has(commands)) known.set(commands, findProbe(commands, text, base));
  return known.get(commands);
}

const known = new WeakMap<readonly ShellCommand[], string | undefined>();

function findProbe(commands: readonly ShellCommand[], text: string, base: number): string | undefined {
  const all = commands.flatMap(command => [{command, base}, ...substitutedIn(command, base)]);
  const probesOf = all.toReversed().flatMap(({command, base: from}) => {
    const [, ...words] = argumentsOf(withSourceText(command, text, from));
    const probe = probes[programOf(command)]?.(words);
    return probe === undefined || /[$`]/.test(probe.replaceAll(/\$\{\{.*?\}\}/g, '')) ? [] : [probe];
  });
  return probesOf[0];
}

/** The commands inside each `$( )` of a command. */
function substitutedIn(
  {words}: ShellCommand,
  base: number,
): readonly {readonly command: ShellCommand; readonly base: number}[] {
  const withCommands = words.filter(({text}) => text.includes('$('));
  return withCommands.flatMap(({start, text}) =>
    shellTrees(text)
      .flatMap(commandsIn)
      .map(command => ({command, base: base + start})),
  );
}

function withSourceText(command: ShellCommand, text: string, base: number): ShellCommand {
  const words = command.words.map(word => ({...word, text: text.slice(base + word.start, base + word.end)}));
  return {...command, words};
}

type Guess = (words: readonly string[]) => string | undefined;

const port: Guess = words => {
  const [host, number] = words.filter(word => !word.startsWith('-')).slice(-2);
  return host !== undefined && /^\d+$/.test(number ?? '') ? `port: ${host}:${number}` : undefined;
};

const http: Guess = words => {
  const url = words.find(word => /^https?:\/\//.test(word) || /^[\w.-]+(?::\d+|\/)/.test(word));
  if (url === undefined) return undefined;
  return `http: ${/^https?:/.test(url) ? url : `http://${url}`}`;
};

const file: Guess = words => {
  const at = words.findIndex(word => /^-[defkprsSwx]$/.test(word));
  const path = words[at + 1];
  return at === -1 || path === undefined ? undefined : `file: ${path}`;
};

const docker: Guess = words => {
  const [command, ...rest] = words;
  if (command === 'inspect') return rest.some(word => word.includes('Health')) ? 'health: {}' : undefined;
  const inside = rest.slice(rest.findIndex(word => !word.startsWith('-')) + 1);
  return command === 'exec' && inside.length > 0 ? `exec: [${inside.join(', ')}]` : undefined;
};

const log: Guess = words => {
  const pattern = words.find(word => !word.startsWith('-'));
  return pattern === undefined ? undefined : `log: ${pattern}`;
};

/** Programs that check whether something is available. */
const probes: Readonly<Record<string, Guess>> = {
  ...{nc: port, ncat: port, netcat: port, telnet: port},
  ...{curl: http, wget: http, http},
  ...{test: file, '[': file, '[[': file},
  ...{docker, podman: docker},
  ...{grep: log, egrep: log, rg: log},
  pg_isready: words => `command: ${['pg_isready', ...words].join(' ')}`,
  'redis-cli': words => `command: ${['redis-cli', ...words].join(' ')}`,
  mysqladmin: words => `command: ${['mysqladmin', ...words].join(' ')}`,
};
