import {splitWords} from './compose/split-words.ts';

/** The commands of a package.json script that only starts others. */
export interface ScriptParts {
  /** Commands that run to completion, one after another, before all others. */
  readonly first: readonly ScriptPart[];
  /** Commands that run at the same time. */
  readonly parallel: readonly ScriptPart[];
  /** Commands that run to completion once the others are ready. */
  readonly last: readonly ScriptPart[];
  /** Whether the other parallel commands continue when one ends. Default: `false`. */
  readonly goesOn?: boolean;
}

export interface ScriptPart {
  readonly name: string;
  /** A script of the same package, or a command. */
  readonly script?: string;
  readonly command?: string;
  /** URLs and ports that must respond before the start, in the syntax of `wait-on`. */
  readonly waitsFor: readonly string[];
  /** Addresses that respond once the part is ready. */
  readonly ready?: readonly string[];
}

/** Parses a script that uses concurrently, npm-run-all or start-server-and-test; `undefined` for other scripts. */
export function scriptParts(text: string, scripts: readonly string[]): ScriptParts | undefined {
  const split = splitWords(text);
  if (split.dropped !== '') return undefined;
  const [program = '', ...args] = split.words[0] === 'npx' ? split.words.slice(1) : split.words;
  // Scripts with arguments, placeholders or exclusions are not split.
  if (/^(run-[ps]|npm-run-all2?)$/.test(program) && args.some(arg => /[\s{!]/.test(arg))) return undefined;
  switch (program) {
    case 'concurrently':
    case 'conc':
      return concurrent(args, scripts);
    case 'run-p':
      return {...nothing, parallel: named(operands(args), scripts)};
    case 'run-s':
      return sequential(operands(args), scripts);
    case 'npm-run-all':
    case 'npm-run-all2':
      return runAll(args, scripts);
    case 'start-server-and-test':
    case 'server-test':
    case 'start-test':
      return serverAndTest(args, scripts);
    default:
      return undefined;
  }
}

const nothing: ScriptParts = {first: [], parallel: [], last: []};

/** `concurrently -n api,web "npm:api" "vite"`; options with a value come from its documentation. */
function concurrent(args: readonly string[], scripts: readonly string[]): ScriptParts {
  const names = optionOf(args, ['-n', '--names'])?.split(optionOf(args, ['--name-separator']) ?? ',') ?? [];
  const commands = operands(args, [
    '-n',
    '--names',
    '-c',
    '--prefix-colors',
    '-p',
    '--prefix',
    '-m',
    '--max-processes',
    '--kill-signal',
    '--restart-tries',
    '--restart-after',
    '--success',
    '-s',
    '--cwd',
    '--default-input-target',
    '--kill-timeout',
    '-P',
    '--name-separator',
    '--timings',
    '-l',
    '--prefix-length',
    '-t',
    '--timestamp-format',
    '--hide',
    '--teardown',
  ]);
  const parts = commands.flatMap((command, at): readonly ScriptPart[] => {
    const [, script] = /^(?:npm|pnpm|yarn|bun|node):(\S+)$/.exec(command) ?? [];
    if (script !== undefined) return named([script], scripts);
    const [, ran] = /^(?:npm|pnpm|yarn|bun) (?:run )?(\S+)$/.exec(command) ?? [];
    if (ran !== undefined && scripts.includes(ran)) return named([ran], scripts);
    const [, targets = '', after = ''] = /^(?:npx )?wait-on ((?:\S+ )*?)&& (.*)$/.exec(command) ?? [];
    const waitsFor = operands(targets.trim().split(' '), WAIT_OPTIONS);
    // Only URLs and ports are converted; wait-on itself waits for files and sockets.
    const isKnown = targets !== '' && waitsFor.every(target => /^(https?(-get)?|tcp):/.test(target));
    const rest = isKnown ? after : command;
    return [{name: nameOf(names[at], rest), command: rest, waitsFor: isKnown ? waitsFor : []}];
  });
  return {...nothing, parallel: parts, ...(!endsTogether(args) && {goesOn: true})};
}

/** Options of wait-on with a value. */
const WAIT_OPTIONS = [
  ...['-t', '--timeout', '-i', '--interval', '-d', '--delay', '-w', '--window', '-s', '--simultaneous'],
  ...['-c', '--config', '--httpTimeout', '--tcpTimeout'],
];

/** Whether the end of one command ends all others. */
function endsTogether(args: readonly string[]): boolean {
  return args.some(arg => /^(-k|--kill-others|--kill-others-on-fail)$/.test(arg));
}

/** All commands except the last run to completion. */
function sequential(words: readonly string[], scripts: readonly string[]): ScriptParts {
  const parts = named(words, scripts);
  return {...nothing, first: parts.slice(0, -1), parallel: parts.slice(-1)};
}

/** `npm-run-all clean --parallel watch:*`; other combinations of groups are not split. */
function runAll(args: readonly string[], scripts: readonly string[]): ScriptParts | undefined {
  const at = args.findIndex(arg => isParallel(arg));
  if (at < 0) return sequential(operands(args), scripts);
  if (args.slice(at + 1).some(arg => isParallel(arg) || ['-s', '--serial', '--sequential'].includes(arg)))
    return undefined;
  return {
    ...nothing,
    first: named(operands(args.slice(0, at)), scripts),
    parallel: named(operands(args.slice(at)), scripts),
  };
}

function isParallel(arg: string): boolean {
  return arg === '-p' || arg === '--parallel';
}

/**
 * Parses `start-server-and-test start http://localhost:3000 test`. There may be several servers with URLs before the last word.
 * With only two words, the first is the URL of `start`.
 */
function serverAndTest(args: readonly string[], scripts: readonly string[]): ScriptParts | undefined {
  const given = operands(args, ['--expect']);
  const words = given.length === 2 ? ['start', ...given] : given;
  const test = words.at(-1);
  if (test === undefined || words.length < 3 || words.length % 2 === 0) return undefined;
  const servers = words.slice(0, -1).flatMap((server, at) => {
    const urls = words[at + 1] ?? '';
    return at % 2 === 0 ? [{...scriptOrCommand(server, scripts), ready: urls.split('|').map(asUrl)}] : [];
  });
  return {...nothing, parallel: servers, last: [scriptOrCommand(test, scripts)]};
}

function scriptOrCommand(text: string, scripts: readonly string[]): ScriptPart {
  const [, script = text] = /^(?:npm|pnpm|yarn|bun) run (\S+)$/.exec(text) ?? [];
  return scripts.includes(script)
    ? {name: script, script, waitsFor: []}
    : {name: commandName(text), command: text, waitsFor: []};
}

/** A name for the task of a command: the folder or workspace that the command names, or its program. */
function commandName(command: string): string {
  const [, folder] =
    /(?:^cd |--prefix[ =]|--cwd[ =]|--filter[ =]|--workspace[ =]|(?:^| )-w |^yarn workspace |(?:^| )-C )(\S+)/.exec(
      command,
    ) ?? [];
  return folder?.split('/').findLast(part => !/^\.*$/.test(part)) ?? command.split(/\s+/)[0] ?? 'command';
}

/** The URL of a target. A port such as `:3000` is on this machine. */
function asUrl(text: string): string {
  const [, port] = /^:?(\d+)$/.exec(text) ?? [];
  return port === undefined ? text : `http://localhost:${port}`;
}

/** Finds scripts by name. `*` matches a part between colons, and `**` matches several parts. */
function named(words: readonly string[], scripts: readonly string[]): readonly ScriptPart[] {
  return words.flatMap(word => {
    const [name = ''] = word.split(' ');
    const pattern = name
      .split('*')
      .map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join(name.includes('**') ? '.*' : '[^:]*');
    const found = name.includes('*') ? scripts.filter(each => new RegExp(`^${pattern}$`).test(each)) : [name];
    return found.map(script => ({name: script, script, waitsFor: []}));
  });
}

/** The words that are neither options nor option values. */
function operands(args: readonly string[], withValue: readonly string[] = []): readonly string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !withValue.includes(args[at - 1] ?? ''));
}

function optionOf(args: readonly string[], names: readonly string[]): string | undefined {
  const joined = args.find(arg => names.some(name => arg.startsWith(`${name}=`)));
  if (joined !== undefined) return joined.slice(joined.indexOf('=') + 1);
  const at = args.findIndex(arg => names.includes(arg));
  return at < 0 ? undefined : args[at + 1];
}

function nameOf(given = '', command: string): string {
  return given.trim() === '' ? commandName(command) : given.trim();
}
