import type {TaskSource} from '../../schema/launch-file.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import type {PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import type {LaunchFile} from '../../model/launch-file.ts';
import {hasOutput, outputsOf} from './task-outputs.ts';
import {suggestionText} from './unknown-name.ts';

/** Reports names under `secret_outputs` that are not outputs of the task. */
export function checkSecretOutputs(
  {parsed}: PartialFile,
  {name, path, validTask}: PartialTask,
): readonly Diagnostic[] {
  const {secret_outputs: names = []} = validTask?.source ?? {};
  if (validTask === undefined || names.length === 0) return [];
  const outputs = outputsOf(validTask);
  return names.flatMap((output, index) => {
    if (hasOutput(validTask, output)) return [];
    const {text: hint, ...suggestion} = suggestionText(
      output,
      outputs,
      outputs.length === 0 ? {otherwise: '; it has none'} : {},
    );
    const message = `task \`${name}\` has no output \`${output}\`${hint}`;
    const place = parsed.place([...path, 'secret_outputs', index], 'value');
    return [errorDiagnostic({message, place, ...suggestion})];
  });
}

/** The known values of the outputs that the task declares secret. */
export function secretValues({secret_outputs: names = []}: TaskSource, outputs: Outputs): readonly string[] {
  return names.flatMap(name => outputs[name] ?? []);
}

/** Secret outputs that are known before the run because the caller supplies them. */
export function secretsGiven(
  {tasks}: LaunchFile,
  given: ReadonlyMap<TaskName, Outputs>,
): readonly {readonly name: string; readonly value: string}[] {
  return [...given].flatMap(([task, outputs]) =>
    (tasks.get(task)?.source.secret_outputs ?? []).flatMap(output => {
      const value = outputs[output];
      return value ? [{name: `${task}.${output}`, value}] : [];
    }),
  );
}

type Outputs = Readonly<Record<string, string>>;
