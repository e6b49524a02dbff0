import {splitWords} from './compose/split-words.ts';

/** The commands that a script of package.json starts, if it does nothing else. */
export interface ScriptParts {
  /** Commands that run to their end, one after the other, before all others. */
  readonly first: readonly ScriptPart[];
  /** Commands that run at the same time. */
  readonly parallel: readonly ScriptPart[];
  /** Commands that run to their end once the others are ready. */
  readonly last: readonly ScriptPart[];
}

export interface ScriptPart {
  readonly name: string;
  /** A script of the same package, or a command. */
  readonly script?: string;
  readonly command?: string;
  /** URLs and ports that must answer before it starts, as `wait-on` has them. */
  readonly waitsFor: readonly string[];
  /** Addresses that say that it is ready. */
  readonly ready?: readonly string[];
}

/** Takes a script of concurrently, npm-run-all or start-server-and-test apart; `undefined` for any other. */
export function scriptParts(text: string, scripts: readonly string[]): ScriptParts | undefined {
  const split = splitWords(text);
  if (split.dropped !== '') return undefined;
  const [program = '', ...args] = split.words[0] === 'npx' ? split.words.slice(1) : split.words;
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
      return args.some(arg => ['-p', '--parallel'].includes(arg))
        ? runAll(args, scripts)
        : sequential(operands(args), scripts);
    case 'start-server-and-test':
    case 'server-test':
    case 'start-test':
      return serverAndTest(args);
    default:
      return undefined;
  }
}

const nothing: ScriptParts = {first: [], parallel: [], last: []};

/** `concurrently -n api,web "npm:api" "vite"`; options with a value are those of its documentation. */
function concurrent(args: readonly string[], scripts: readonly string[]): ScriptParts {
  const names = optionOf(args, ['-n', '--names'])?.split(',') ?? [];
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
    '--name-separator',
    '--timings',
    '-l',
    '--prefix-length',
    '-t',
    '--timestamp-format',
    '--hide',
    '--teardown',
    '-i',
  ]);
  const parts = commands.flatMap((command, at): readonly ScriptPart[] => {
    const [, script] = /^(?:npm|pnpm|yarn|bun|node):(\S+)$/.exec(command) ?? [];
    if (script !== undefined) return named([script], scripts);
    const [, ran] = /^(?:npm|pnpm|yarn|bun) (?:run )?(\S+)$/.exec(command) ?? [];
    if (ran !== undefined && scripts.includes(ran)) return named([ran], scripts);
    const [, targets = '', rest = command] = /^(?:npx )?wait-on ((?:\S+ )*?)&& (.*)$/.exec(command) ?? [];
    const name = names[at]?.trim() ?? rest.split(/\s+/)[0] ?? 'command';
    return [
      {name, command: rest, waitsFor: targets.split(' ').filter(word => /^(https?|tcp):|^\d/.test(word))},
    ];
  });
  return {...nothing, parallel: parts};
}

/** All but the last run to their end. */
function sequential(words: readonly string[], scripts: readonly string[]): ScriptParts {
  const parts = named(words, scripts);
  return {...nothing, first: parts.slice(0, -1), parallel: parts.slice(-1)};
}

/** `npm-run-all clean --parallel watch:*` */
function runAll(args: readonly string[], scripts: readonly string[]): ScriptParts {
  const at = args.findIndex(arg => ['-p', '--parallel'].includes(arg));
  return {
    ...nothing,
    first: named(operands(args.slice(0, at)), scripts),
    parallel: named(operands(args.slice(at)), scripts),
  };
}

/** `start-server-and-test start http://localhost:3000 test`; with two words, the first is a URL for `start`. */
function serverAndTest(args: readonly string[]): ScriptParts {
  const words = operands(args, ['--expect']);
  const [server = 'start', urls = '', test = 'test'] = words.length < 3 ? ['start', ...words] : words;
  return {
    ...nothing,
    parallel: [{name: server, script: server, waitsFor: [], ready: urls.split('|').map(asUrl)}],
    last: [{name: test, script: test, waitsFor: []}],
  };
}

/** The URL of a target; of a port, `:3000`, the one on this machine. */
function asUrl(text: string): string {
  const [, port] = /^:?(\d+)$/.exec(text) ?? [];
  return port === undefined ? text : `http://localhost:${port}`;
}

/** Scripts by their names, with `*` for a part between colons and `**` for several. */
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

/** The words that are neither options nor their values. */
function operands(args: readonly string[], withValue: readonly string[] = []): readonly string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !withValue.includes(args[at - 1] ?? ''));
}

function optionOf(args: readonly string[], names: readonly string[]): string | undefined {
  const at = args.findIndex(arg => names.includes(arg));
  return at < 0 ? undefined : args[at + 1];
}
