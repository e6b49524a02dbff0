import type {Command} from 'commander';
import {candidateLines} from '../../../completion/candidate.ts';
import {complete} from '../../../completion/complete.ts';
import {launchNames} from '../../../completion/launch-names.ts';
import {pathsFrom} from '../../../completion/paths.ts';
import {findLaunchFile, splitFileAndTasks} from '../launch-path.ts';
import type {CliContext} from '../../context.ts';

/** `bottle __complete -- word…`, called by the shell scripts: the candidates for the last word. */
export function completeCommand(words: readonly string[], program: Command, {cwd, stdout}: CliContext): void {
  const candidates = complete(words, program, {
    paths: start => pathsFrom(start, cwd),
    names(before) {
      const {file} = splitFileAndTasks(before, cwd);
      return launchNames(file ?? findLaunchFile(cwd));
    },
  });
  stdout.write(candidateLines(candidates));
}
