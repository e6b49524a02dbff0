import {resolve} from 'node:path';
import {hasExpression} from '../../values/template.ts';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {documentOf, type PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';

/** Reports two tasks that generate the same file: the last one to run wins, and each makes the other run again. */
export function checkGenerated(partial: PartialFile): readonly Diagnostic[] {
  const {parsed, tasks} = partial;
  const firsts = new Map<string, {readonly task: string; readonly place: SourceRange}>();
  return [...tasks.values()].flatMap(task =>
    generatedBy(task, documentOf(partial, task.name).dir).flatMap(
      ({path, index, pattern}): readonly Diagnostic[] => {
        const place = parsed.place([...task.path, 'generates', index], 'value');
        const first = firsts.get(path);
        if (!first) firsts.set(path, {task: task.name, place});
        if (!first || first.task === task.name) return [];
        const message = `tasks \`${first.task}\` and \`${task.name}\` both generate \`${pattern}\`; generate it in one task and make the other task need it`;
        const also = {message: `\`${first.task}\` generates it here`, place: first.place};
        return [errorDiagnostic({message, place, also})];
      },
    ),
  );
}

/** The absolute paths that a task generates; none for tasks with conditions, which may exclude each other. */
function generatedBy({keys}: PartialTask, dir: string) {
  const {generates, cwd = '.'} = keys;
  if (!Array.isArray(generates) || typeof cwd !== 'string' || hasExpression(cwd) || keys.if !== undefined)
    return [];
  return generates.flatMap((pattern: unknown, index) =>
    typeof pattern === 'string' && !hasExpression(pattern) && !pattern.startsWith('!')
      ? [{path: resolve(dir, cwd, pattern), index, pattern}]
      : [],
  );
}
