import type {LaunchFile, Task} from '../../model/launch-file.ts';
import {outputsReadBy} from '../../plan/file-env.ts';
import {kept} from '../../vocabulary/kept.ts';
import {neededBy} from '../needed-by.ts';
import type {LintRule} from '../rule.ts';

/** Kinds whose tasks are there for others alone. */
const forOthers = new Set(['alias', 'network', 'volume', 'certificate', 'image']);

/** An unused address may keep another launch waiting. */
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
    // A file of nothing else is made to make them.
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

/** The tasks that the environment of what follows `--` reads. */
const readInForeground = kept(({foregroundEnv}: LaunchFile): ReadonlySet<string | undefined> => {
  return new Set(
    Object.values(foregroundEnv)
      .flatMap(outputsReadBy)
      .map(([, task]) => task),
  );
});

/** An image with a name of its own is found by that name, and what has tags is made when it is asked for. */
function isForItself({source}: Task): boolean {
  return source.tags !== undefined || ('image' in source && 'tag' in source.image);
}
