import {textsOfTask} from '../config/analysis/source-texts.ts';
import type {Task} from '../model/launch-file.ts';
import type {OutputName} from '../tasks/task-context.ts';
import {referencePaths} from '../values/reference-paths.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {NO_ENV_FILES, sourceEnvironment} from './command-environment.ts';
import type {Session} from './session.ts';

/** The outputs of `needed` that a task reads: through references, the environment of the file, and the task's keys. */
export function outputsReadFrom(needed: TaskName, task: Task, session: Session): ReadonlySet<OutputName> {
  const texts = [
    ...textsOfTask([], task.source, []).map(({text}) => text),
    ...Object.values(sourceEnvironment(task, session, NO_ENV_FILES)),
  ];
  const referenced = texts
    .flatMap(referencePaths)
    .filter(([root, name]) => root === 'tasks' && name === needed)
    .map(([, , ...output]) => output.join('.'));
  const implied = task.impliedNeeds().flatMap(({task: name, outputs}) => {
    if (name !== needed) return [];
    return outputs === 'channel' ? (session.tasks.get(needed)?.kind.channel?.outputs ?? []) : outputs;
  });
  return new Set([...referenced, ...implied]);
}
