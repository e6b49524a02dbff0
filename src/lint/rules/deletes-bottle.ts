import {join, resolve} from 'node:path';
import {sourceFileOf} from '../../model/launch-file.ts';
import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import {hasExpression} from '../../values/template.ts';
import {locateSlice} from '../../config/analysis/locate-slice.ts';
import {commandsOf, type SourceCommand} from '../commands-of.ts';
import type {Finding, LintContext, LintRule} from '../rule.ts';
import {scriptOf} from '../script-of.ts';
import {commandsIn, shellTrees} from '../parse-shell.ts';
import {type ShellCommand} from '../shell-tree.ts';
import {argumentsOf, programOf} from '../shell-words.ts';

/**
 * `npm ci` first deletes node_modules. If bottle is installed there, it can no longer load its remaining modules, and cannot tear
 * anything down.
 */
export const deletesBottle: LintRule = {
  name: 'deletes-bottle',
  about: '`npm ci` in a project that depends on bottle',
  bad: `
tasks:
  install:
    run: npm ci
    sources: [package-lock.json]
`,
  good: `
tasks:
  install:
    run: npm install
    sources: [package-lock.json]
`,
  find(context) {
    const isHere = folderChecker(context);
    return commandsOf(context.launch)
      .filter(command => isBeside(command, isHere))
      .flatMap(command => placesOf(command, context).map(place => finding(command, place)));
  },
};

/** Whether a command runs on this machine in a folder that has bottle installed. */
function isBeside({task}: SourceCommand, isHere: (folder: string) => boolean): boolean {
  const {source} = task;
  if (!('run' in source || 'serve' in source) || hasExpression(source.cwd ?? '')) return false;
  return isHere(resolve(sourceFileOf(task).dir, source.cwd ?? '.'));
}

/** Returns whether bottle is installed in a folder. Results are cached for tasks in the same folder. */
function folderChecker({disk}: LintContext): (folder: string) => boolean {
  const known = new Map<string, boolean>();
  return folder => {
    const isHere = known.get(folder) ?? hasBottle(folder);
    known.set(folder, isHere);
    return isHere;
  };

  function hasBottle(folder: string): boolean {
    return disk.look(join(folder, 'node_modules/bottle-run/package.json')) !== undefined;
  }
}

function placesOf(source: SourceCommand, {parsed}: LintContext): readonly SourceRange[] {
  const script = scriptOf(source);
  if (script === undefined) {
    const [program, command] = source.command;
    return program === 'npm' && CLEAN.has(command ?? '') ? [parsed.place(source.path, 'value')] : [];
  }
  const commands = shellTrees(script.script).flatMap(commandsIn);
  // bottle may not be installed in the other folder.
  if (commands.some(command => programOf(command) === 'cd')) return [];
  return commands.filter(isClean).map(command => locateSlice(parsed, script, command));
}

function isClean(command: ShellCommand): boolean {
  return programOf(command) === 'npm' && CLEAN.has(argumentsOf(command)[1] ?? '');
}

/** https://docs.npmjs.com/cli/commands/npm-ci, with its aliases. */
const CLEAN = new Set(['ci', 'clean-install', 'ic', 'install-clean', 'isntall-clean']);

function finding({task}: SourceCommand, place: SourceRange): Finding {
  return {
    place,
    message: `task \`${task.name}\` deletes the bottle that is running it; use \`npm install\``,
  };
}
