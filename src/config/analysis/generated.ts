import {join, normalize} from 'node:path/posix';
import {hasExpression} from '../../values/template.ts';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import type {PartialFile, PartialTask} from './partial-file.ts';

/** Two tasks that generate the same: the one that runs last wins, and each makes the other run again. */
export function checkGenerated({parsed, tasks}: PartialFile): readonly Diagnostic[] {
  const firsts = new Map<string, {readonly task: string; readonly place: SourceRange}>();
  return [...tasks.values()].flatMap(task =>
    generatedBy(task).flatMap(({path, index, pattern}): readonly Diagnostic[] => {
      const place = parsed.place([...task.path, 'generates', index], 'value');
      const first = firsts.get(path);
      if (!first) firsts.set(path, {task: task.name, place});
      if (!first || first.task === task.name) return [];
      const message = `tasks \`${first.task}\` and \`${task.name}\` both generate \`${pattern}\`; generate it in one task and let the other need that task`;
      const also = {message: `\`${first.task}\` generates it here`, place: first.place};
      return [errorDiagnostic({message, place, also})];
    }),
  );
}

/** What a task generates, as paths from the launch file's folder. Tasks with conditions may exclude each other. */
function generatedBy({keys}: PartialTask) {
  const {generates, cwd = '.'} = keys;
  if (!Array.isArray(generates) || typeof cwd !== 'string' || hasExpression(cwd) || keys.if !== undefined)
    return [];
  return generates.flatMap((pattern: unknown, index) =>
    typeof pattern === 'string' && !hasExpression(pattern) && !pattern.startsWith('!')
      ? [{path: normalize(pattern.startsWith('/') ? pattern : join(cwd, pattern)), index, pattern}]
      : [],
  );
}
