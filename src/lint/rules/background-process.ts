import {locateSlice} from '../../config/analysis/locate-slice.ts';
import {commandsOf, type SourceCommand} from '../commands-of.ts';
import type {Finding, LintContext, LintRule} from '../rule.ts';
import {scriptOf} from '../script-of.ts';
import {commandsIn, shellTrees} from '../parse-shell.ts';
import {type ShellNode} from '../shell-tree.ts';
import {type ShellCommand} from '../shell-tree.ts';
import {argumentsOf, programOf} from '../shell-words.ts';

/** A background process is not supervised or stopped like a task. */
export const backgroundProcess: LintRule = {
  name: 'background-process',
  about:
    'a command that leaves a process running in the background: a trailing `&`, `docker run -d`, `docker compose up -d`',
  bad: `
tasks:
  web: {run: npm start &}
`,
  good: `
tasks:
  web: {serve: npm start, ready: {port: 3000}}
`,
  find: context => commandsOf(context.launch).flatMap(command => backgroundIn(command, context)),
};

function backgroundIn(source: SourceCommand, {parsed}: LintContext): readonly Finding[] {
  const script = scriptOf(source);
  if (script === undefined || source.role === 'probe' || !/&|docker|podman/.test(script.script)) return [];
  // A script that removes this variable starts processes that should outlive the run.
  if (script.script.includes('BOTTLE_TASK')) return [];
  const nodes = shellTrees(script.script)[0] ?? [];
  const last = nodes.at(-1);
  const found = [
    ...commandsIn(nodes).flatMap(command => detached(command)),
    ...(last?.after === '&' && !waits(nodes) ? [{node: last, next: BACKGROUND}] : []),
  ];
  return found.map(({node, next}) => ({
    message: `task \`${source.task.name}\` starts a background process that it does not stop; ${next}`,
    place: locateSlice(parsed, script, node),
  }));
}

const BACKGROUND = 'use `serve` without the `&`';

function waits(nodes: readonly ShellNode[]): boolean {
  return commandsIn(nodes).some(command => programOf(command) === 'wait');
}

function detached(command: ShellCommand): readonly {readonly node: ShellNode; readonly next: string}[] {
  const [program = '', ...words] = argumentsOf(command);
  const name = program.replace(/^.*\//, '');
  const isDetached = words.some(word => word === '--detach' || /^-[a-zA-Z]*d[a-zA-Z]*$/.test(word));
  if (!isDetached) return [];
  const isCompose = name === 'docker-compose' || (name === 'docker' && words.includes('compose'));
  if (isCompose && words.includes('up'))
    return [{node: command, next: '`bottle init` converts a Compose file to tasks'}];
  if ((name === 'docker' || name === 'podman') && words[0] === 'run')
    return [{node: command, next: 'use a `container` task, or `serve` without `-d`'}];
  return [];
}
