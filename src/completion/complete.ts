import type {Argument, Command, Option} from 'commander';
import {LOCAL} from '../places/place-name.ts';
import type {Candidate} from './candidate.ts';
import type {LaunchNames} from './launch-names.ts';

/** Inputs of completion besides the words. */
export interface CompletionServices {
  /** The names in the launch file that the words so far refer to. */
  names(words: readonly string[]): LaunchNames;
  /** The runs that commands may refer to. */
  runs(): readonly Candidate[];
  /** The tasks of the run that the words so far refer to. */
  tasksOfRun(words: readonly string[]): readonly Candidate[];
  /** The folders and YAML files that may complete a path. */
  paths(start: string): readonly Candidate[];
}

/**
 * The candidates for the last of `words`, which may be empty or incomplete, from the declarations of the commands.
 *
 * @param words without the program's name
 */
export function complete(
  words: readonly string[],
  program: Command,
  services: CompletionServices,
): readonly Candidate[] {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  // The words after `--` belong to another program.
  if (before.includes('--')) return [];
  return candidates(before, current, program, services).filter(({value}) => value.startsWith(current));
}

function candidates(
  before: readonly string[],
  current: string,
  program: Command,
  services: CompletionServices,
): readonly Candidate[] {
  const [name, ...rest] = before;
  if (name === undefined) return current.startsWith('-') ? optionsOf(program) : commandsOf(program);
  const command = program.commands.find(each => each.name() === name);
  if (!command) return [];
  const [, flag, start] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  const inWord = flag === undefined ? undefined : valueOption(command, flag);
  if (flag !== undefined) {
    const values = inWord ? valuesOf(inWord, start ?? '', rest, services) : [];
    return values.map(({value, ...more}) => ({...more, value: `${flag}=${value}`}));
  }
  const option = valueOption(command, rest.at(-1));
  if (option) return valuesOf(option, current, rest, services);
  if (current.startsWith('-')) return optionsOf(command);
  return argumentValues(command, current, rest, services);
}

function commandsOf(program: Command): readonly Candidate[] {
  const visible = program.createHelp().visibleCommands(program);
  return visible.map(command => ({value: command.name(), description: command.description()}));
}

function optionsOf(command: Command): readonly Candidate[] {
  const visible = command.createHelp().visibleOptions(command);
  return visible.map(({long, short, description}) => ({value: long ?? short ?? '', description}));
}

/** The option named by a word, if the option takes a value. */
function valueOption({options}: Command, word: string | undefined): Option | undefined {
  return options.find(
    ({long, short, required}) => required && word !== undefined && [long, short].includes(word),
  );
}

function valuesOf(
  {argChoices, long}: Option,
  current: string,
  rest: readonly string[],
  services: CompletionServices,
): readonly Candidate[] {
  if (argChoices) return plain(argChoices);
  if (long === '--run' || long === '--forget' || long === '--compare') return services.runs();
  if (long === '--file') return services.paths(current);
  const {tasks, tags, vars, profiles, places} = services.names(rest);
  if (long === '--until' || long === '--only') return tasks;
  if (long === '--tag') return plain(tags);
  if (long === '--profile') return plain(profiles);
  if (long === '--place') return plain([...places, LOCAL]);
  if (long === '--var') return current.includes('=') ? [] : plain(vars.map(name => `${name}=`));
  if (long !== '--given' || current.includes('.')) return [];
  return tasks.map(({value, description}) => ({value: `${value}.`, description}));
}

/**
 * Candidates by the name of the argument: paths for `file` and `folder`, runs for `run`, and tasks for `task`. The tasks are those of
 * the run if the command has `--run`, otherwise those of the launch file.
 */
function argumentValues(
  command: Command,
  current: string,
  rest: readonly string[],
  services: CompletionServices,
): readonly Candidate[] {
  const {registeredArguments: declared} = command;
  const given = rest.filter((word, at) => !word.startsWith('-') && !valueOption(command, rest[at - 1]));
  const argument = declared[given.length] ?? lastVariadic(declared);
  if (!argument) return [];
  if (argument.argChoices) return plain(argument.argChoices);
  const name = argument.name();
  const isFirst = given.length === 0;
  const named = [
    ...(name.includes('task') ? tasksFor(command, rest, services) : []),
    ...(/\brun\b/.test(name) ? services.runs() : []),
  ].filter(({value}) => !given.includes(value));
  const takesPath = name.includes('folder') || (name.includes('file') && isFirst);
  return [...named, ...(takesPath ? services.paths(current) : [])];
}

function tasksFor(
  {options}: Command,
  rest: readonly string[],
  services: CompletionServices,
): readonly Candidate[] {
  const isAboutRun = options.some(({long}) => long === '--run');
  return isAboutRun ? services.tasksOfRun(rest) : services.names(rest).tasks;
}

function lastVariadic(declared: readonly Argument[]): Argument | undefined {
  return declared.at(-1)?.variadic ? declared.at(-1) : undefined;
}

function plain(values: readonly string[]): readonly Candidate[] {
  return values.map(value => ({value, description: ''}));
}
