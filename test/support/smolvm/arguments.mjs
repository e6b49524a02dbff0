import {parseArgs} from 'node:util';
import {UsageError} from './problems.mjs';

const flag = {type: 'boolean'};
const value = {type: 'string'};
const list = {type: 'string', multiple: true};
const named = {name: {...value, short: 'n'}};

/**
 * The arguments of each command in a version with these traits: options, the number of words, and arguments after `--`.
 */
export function syntaxOf(traits) {
  const syntax = ownSyntaxOf(traits);
  if (!traits.failuresHaveCodes) return syntax;
  const add = ({options, ...rest}) => ({...rest, options: {...options, 'error-format': value}});
  return Object.fromEntries(Object.entries(syntax).map(([command, taken]) => [command, add(taken)]));
}

function ownSyntaxOf(traits) {
  const byName = traits.namesAreOptions ? {options: named, words: []} : {options: {}, words: ['NAME']};
  return {
    create: {
      words: byName.words,
      takesCommand: traits.createTakesCommand,
      options: {...byName.options, ...creationOf(traits)},
    },
    start: {words: [], options: {...named, proxy: value, 'no-proxy': value, forkable: flag}},
    stop: {words: [], options: {...named, ...(traits.stopTakesTimeout && {timeout: {...value, short: 't'}})}},
    delete: {words: byName.words, options: {...byName.options, force: {...flag, short: 'f'}, cascade: flag}},
    exec: {
      words: [],
      takesCommand: true,
      options: {
        ...execution,
        ...(traits.execDetaches && {detach: {...flag, short: 'd'}}),
        ...(traits.execTakesUser && {user: {...value, short: 'u'}}),
      },
    },
    cp: {words: ['SRC', 'DST'], options: traits.copyTakesOwner ? {mode: value, uid: value, gid: value} : {}},
    ls: {words: [], options: {json: flag, verbose: {...flag, short: 'v'}}},
    status: {words: [], options: {...named, json: flag}},
    ...(traits.workloadIsLogged && {
      logs: {words: [], options: {...named, follow: {...flag, short: 'f'}, tail: value}},
    }),
    'data-dir': {words: byName.words, options: byName.options},
  };
}

function creationOf(traits) {
  return {
    ...creation,
    ...(traits.createTakesLabels && {label: list}),
    ...(traits.createTakesDenyLists && {'deny-cidr': list}),
    ...(traits.createStopsOnExit && {'stop-on-exit': flag}),
  };
}

const creation = {
  image: {...value, short: 'I'},
  from: value,
  smolfile: {...value, short: 's'},
  cpus: value,
  mem: value,
  storage: value,
  overlay: value,
  volume: {...list, short: 'v'},
  port: {...list, short: 'p'},
  net: flag,
  'net-backend': value,
  dns: value,
  network: value,
  'allow-cidr': list,
  'allow-host': list,
  'outbound-localhost-only': flag,
  env: {...list, short: 'e'},
  workdir: {...value, short: 'w'},
  init: list,
  'secret-env': list,
  'secret-file': list,
};

const execution = {
  name: value,
  workdir: {...value, short: 'w'},
  env: {...list, short: 'e'},
  timeout: value,
  interactive: {...flag, short: 'i'},
  tty: {...flag, short: 't'},
  stream: flag,
};

/** Returns the options by name, including `name`, the other words, and the command after `--`. Throws a UsageError. */
export function parse({options, words, takesCommand}, argv) {
  const at = argv.indexOf('--');
  const [before, command] = at === -1 ? [argv, []] : [argv.slice(0, at), argv.slice(at + 1)];
  if (at !== -1 && !takesCommand) throw new UsageError(`unexpected argument '${command[0] ?? '--'}' found`);
  const {values, positionals} = strictly(before, options);
  if (positionals.length > words.length)
    throw new UsageError(`unexpected argument '${positionals[words.length]}' found`);
  if (positionals.length < words.length && words[0] !== 'NAME') {
    throw new UsageError(
      `the following required arguments were not provided:\n  <${words[positionals.length]}>`,
    );
  }
  const {env: entries, ...rest} = values;
  return {
    name: words[0] === 'NAME' ? positionals[0] : undefined,
    ...rest,
    entries,
    words: positionals,
    command,
  };
}

function strictly(args, options) {
  try {
    return parseArgs({args, options, allowPositionals: true, strict: true});
  } catch (error) {
    throw new UsageError(error.message);
  }
}

/** Parses `KEY=VALUE` entries. `KEY` alone takes the caller's value, and entries without a name are ignored. */
export function environment(entries = [], outer) {
  const pairs = entries.map(entry => {
    const at = entry.indexOf('=');
    return at === -1 ? [entry, outer[entry]] : [entry.slice(0, at), entry.slice(at + 1)];
  });
  return Object.fromEntries(pairs.filter(([key, text]) => key && text !== undefined));
}

/** Parses a time limit such as `30s` or `5m` to milliseconds. It must have a unit and be positive. */
export function duration(text) {
  const units = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (!Number(amount))
    throw new UsageError(
      `invalid value '${text}' for '--timeout <TIMEOUT>': time unit needed, for example ${text}sec`,
    );
  return Number(amount) * units[unit];
}
