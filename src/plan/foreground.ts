import type {Edge, LaunchFile, Task} from '../config/launch-file.ts';
import {outputsOf} from '../config/task-outputs.ts';
import type {Kind} from '../tasks/kind.ts';
import {referencesIn} from '../values/expression.ts';
import {scope, scopeKeys} from '../values/scope.ts';
import {parseTemplate} from '../values/template.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {foregroundCommand} from '../vocabulary/ids.ts';
import {problem} from './call-problem.ts';
import type {Selection, SelectionResult} from './selection.ts';

/**
 * Adds the command of `bottle run -- command …` as what it is: an interactive `run` task that needs all others, with
 * references in its arguments. That the run ends with it, and with its exit code, follows from that.
 */
export function withForeground(
  selection: Selection,
  argv: readonly string[],
  launch: LaunchFile,
  run: Kind,
): SelectionResult {
  const diagnostics = problemsOf(argv, selection, launch);
  if (diagnostics.length > 0) return {diagnostics};
  const place = {file: launch.path, start: 0, end: 0};
  const needs: Edge[] = [...selection.tasks.keys()].map(to => ({
    to,
    condition: 'ready',
    origin: 'needs',
    words: '--',
    key: '--',
    place,
  }));
  const command: Task = {
    name: foregroundCommand,
    kind: run,
    source: {run: [...argv], interactive: true},
    needs,
    place,
  };
  // Its end is the end of the run, whatever the file's `until` says.
  return {
    selection: {
      ...selection,
      until: undefined,
      tasks: new Map([...selection.tasks, [command.name, command]]),
    },
  };
}

function problemsOf(
  argv: readonly string[],
  selection: Selection,
  launch: LaunchFile,
): readonly Diagnostic[] {
  if (argv.length === 0) return [problem('there is no command after `--`')];
  const reader = [...selection.tasks.values()].find(
    ({source}) => 'serve' in source && source.stdin === 'inherit',
  );
  if (reader !== undefined)
    return [
      problem(
        `task \`${reader.name}\` has \`stdin: inherit\`, but the command after \`--\` reads that input`,
      ),
    ];
  const known = everythingKnown(selection, launch);
  return argv.flatMap(argument => {
    const {parts, problems} = parseTemplate(argument);
    const references = parts.flatMap(part =>
      part.type === 'expression' ? referencesIn(part.expression) : [],
    );
    const unknown = references.filter(({path}) => known.lookup(path) === undefined);
    return [
      ...problems.map(({message}) => problem(`in the argument \`${argument}\`: ${message}`)),
      ...unknown.map(({path}) =>
        problem(`in the argument \`${argument}\`: unknown reference \`${path.join('.')}\``),
      ),
    ];
  });
}

/** Knows every name that a reference may have in this run; the values do not matter. */
function everythingKnown({tasks}: Selection, {vars, secrets}: LaunchFile): ValueSource {
  const names = <Name extends string>(keys: readonly Name[]) =>
    Object.fromEntries(keys.map(key => [key, ''])) as Record<Name, string>;
  const {run, file, host} = scopeKeys;
  return scope({
    ...{
      vars,
      env: {},
      secrets: names(Object.keys(secrets)),
      run: names(run),
      file: names(file),
      host: names(host),
    },
    outputs: name => {
      const task = [...tasks.values()].find(each => each.name === name);
      return task && names(outputsOf(task));
    },
  });
}
