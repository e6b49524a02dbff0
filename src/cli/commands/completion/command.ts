import {resolve} from 'node:path';
import type {Command} from 'commander';
import {candidateLines} from '../../../completion/candidate.ts';
import {complete} from '../../../completion/complete.ts';
import {launchNames, type LaunchNames} from '../../../completion/launch-names.ts';
import {pathsFrom} from '../../../completion/paths.ts';
import {runCandidates, tasksOfRun} from '../../../completion/run-candidates.ts';
import {parserFor} from '../../../config/cached-parser.ts';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import type {CliContext} from '../../context.ts';
import {filesAndTasks, findLaunchFile} from '../launch-path.ts';
import {observerOf} from '../run-lookup.ts';

/** `bottle __complete -- word…`, called by the shell scripts: the candidates for the last word. */
export async function completeCommand(
  words: readonly string[],
  program: Command,
  cli: CliContext,
): Promise<void> {
  const {cwd, stdout, env} = cli;
  const namesIn = (file: string | undefined): LaunchNames => launchNames(file, parserFor(env));
  const launchFile = findLaunchFile(cwd);
  const command = program.commands.find(each => each.name() === words[0]);
  const runs = command && isAboutRuns(command) ? await runsIfAny(cli) : [];
  const tasks = await tasksOfRun(words, runs, {cwd, launchFile});
  const candidates = complete(words, program, {
    paths: start => pathsFrom(start, cwd),
    runs: () => runCandidates(runs),
    tasksOfRun: () => tasks ?? namesIn(launchFile).tasks,
    names(before) {
      const {file = launchFile} = filesAndTasks(before, optionValues(before, ['--file', '-f']), cwd);
      return namesIn(file === undefined ? undefined : resolve(cwd, file));
    },
  });
  stdout.write(candidateLines(candidates));
}

/** The values of an option in a call; `undefined` if the option is not used. */
function optionValues(words: readonly string[], names: readonly string[]): readonly string[] | undefined {
  const values = words.flatMap((word, at) => {
    const [name = '', value] = word.split('=', 2);
    if (!names.includes(name)) return [];
    return value ?? words[at + 1] ?? [];
  });
  return values.length === 0 ? undefined : values;
}

/** Whether a command refers to runs, so that the runs must be read. */
function isAboutRuns({options, registeredArguments}: Command): boolean {
  const takesRun = options.some(({long}) => long === '--run' || long === '--forget');
  return takesRun || registeredArguments.some(argument => /\brun\b/.test(argument.name()));
}

/** Errors are not reported while a command is being typed. */
async function runsIfAny(cli: CliContext): Promise<readonly KnownRun[]> {
  try {
    return await knownRuns(await observerOf(cli));
  } catch {
    return [];
  }
}
