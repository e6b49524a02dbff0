import type {Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {referencesRead} from '../references-read.ts';
import type {LintRule} from '../rule.ts';

/** The command must write every name under `outputs`, even if no task reads it. */
export const unusedOutput: LintRule = {
  name: 'unused-output',
  about: 'a name under `outputs` that no task reads',
  bad: `
tasks:
  build:
    run: ./build.sh
    outputs: [version]
  publish: {needs: [build], run: ./publish.sh}
`,
  good: `
tasks:
  build:
    run: ./build.sh
    outputs: [version]
  publish: {run: "./publish.sh \${{ tasks.build.version }}"}
`,
  find({launch, parsed}) {
    const read = referencesRead(launch);
    return [...launch.tasks.values()].flatMap(task => {
      const {path, names} = declared(task);
      return names.flatMap((name, at) => {
        if (read.has(`tasks.${task.name}.${name}`)) return [];
        const message = `nothing reads output \`${name}\` of task \`${task.name}\`; read it as \`\${{ tasks.${task.name}.${name} }}\`, or leave it out`;
        return [{message, place: parsed.place([...path, at], 'value')}];
      });
    });
  },
};

function declared({name, source}: Task): {readonly path: KeyPath; readonly names: readonly string[]} {
  if ('exec' in source) return {path: ['tasks', name, 'exec', 'outputs'], names: source.exec.outputs ?? []};
  return {path: ['tasks', name, 'outputs'], names: 'run' in source ? (source.outputs ?? []) : []};
}
