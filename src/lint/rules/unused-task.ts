import type {LaunchFile, Task} from '../../model/launch-file.ts';
import {outputsReadBy} from '../../plan/file-env.ts';
import {kept} from '../../vocabulary/kept.ts';
import {neededBy} from '../needed-by.ts';
import type {LintRule} from '../rule.ts';

/** Kinds whose tasks only serve other tasks. */
const forOthers = new Set(['alias', 'network', 'volume', 'certificate', 'image']);

/** An unused address may make another launch wait. */
export const unusedTask: LintRule = {
  name: 'unused-task',
  about: 'an address, a network, a certificate or an image that no other task uses',
  bad: `
tasks:
  address:
    alias: {}
  web: {serve: npm start, ready: {port: 3000}}
`,
  good: `
tasks:
  address:
    alias: {}
  web:
    serve: npm start
    env: {HOST: "\${{ tasks.address.ip }}"}
    ready: {port: "\${{ tasks.address.ip }}:3000"}
`,
  find({launch}) {
    // A file with only such tasks exists to create them.
    if ([...launch.tasks.values()].every(({kind}) => forOthers.has(kind.name))) return [];
    return [...launch.tasks.values()]
      .filter(task => forOthers.has(task.kind.name) && !isForItself(task) && !isNeeded(task, launch))
      .map(({name, kind, place}) => ({
        message: `nothing uses task \`${name}\`, and \`${kind.name}\` tasks only serve other tasks; read one of its outputs, name it under \`needs\`, or leave it out`,
        place,
      }));
  },
};

function isNeeded({name}: Task, launch: LaunchFile): boolean {
  return launch.until === name || neededBy(launch).has(name) || readInForeground(launch).has(name);
}

/** The tasks that the environment of the command after `--` reads. */
const readInForeground = kept(({foregroundEnv}: LaunchFile): ReadonlySet<string | undefined> => {
  return new Set(
    Object.values(foregroundEnv)
      .flatMap(outputsReadBy)
      .map(([, task]) => task),
  );
});

/** Whether a task is useful on its own: a named image can be used by name, and a task with tags can be selected by tag. */
function isForItself({source}: Task): boolean {
  return source.tags !== undefined || ('image' in source && 'tag' in source.image);
}
