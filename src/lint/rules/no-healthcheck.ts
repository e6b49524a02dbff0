import {join, resolve} from 'node:path';
import {sourceFileOf, type Task} from '../../model/launch-file.ts';
import type {Container} from '../../schema/tasks/container.ts';
import {outputsReadBy} from '../../plan/file-env.ts';
import {hasExpression} from '../../values/template.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import {probesOf} from '../probes-of.ts';
import type {LintContext, LintRule} from '../rule.ts';

/** Docker does not report the health of a container without a health check, and most images have none. */
export const noHealthcheck: LintRule = {
  name: 'no-healthcheck',
  about: 'a `health` probe without a health check in the launch file or the Dockerfile',
  bad: `
tasks:
  db:
    container: {image: "postgres:17"}
    ready: {health: {}}
`,
  good: `
tasks:
  db:
    container:
      image: postgres:17
      healthcheck: {command: pg_isready -U postgres}
    ready: {health: {}}
`,
  find: context =>
    [...context.launch.tasks.values()].flatMap(task => {
      const {name, source} = task;
      const probes = probesOf(task).filter(({probe}) => 'health' in probe);
      if (probes.length === 0 || !('container' in source) || hasHealthcheck(source.container, context))
        return [];
      return probes.map(({path}) => {
        const message = `task \`${name}\` has no \`healthcheck\`, so it never becomes healthy unless its image has one; add \`healthcheck: {command: …}\` to its \`container\``;
        return {message, place: context.parsed.place(['tasks', name, ...path, 'health'], 'key')};
      });
    }),
};

function hasHealthcheck({image, healthcheck}: Container, context: LintContext): boolean {
  if (healthcheck) return healthcheck.disable !== true;
  if (!hasExpression(image)) return false;
  const named = outputsReadBy(image).map(([, name = '']) => entryFor(context.launch.tasks, name));
  const built = named.find(task => task && 'image' in task.source);
  return !built || hasInDockerfile(built, context);
}

/** An image whose Dockerfile cannot be read is assumed to have a health check. */
function hasInDockerfile(task: Task, {disk}: LintContext): boolean {
  const {source} = task;
  if (!('image' in source) || !('build' in source.image)) return true;
  const {build, dockerfile = 'Dockerfile', dockerfile_inline: inline} = source.image;
  if (inline === undefined && (hasExpression(build) || hasExpression(dockerfile))) return true;
  const text = inline ?? disk.read(resolve(sourceFileOf(task).dir, join(build, dockerfile)));
  return text === undefined || /^\s*HEALTHCHECK\s+(?!NONE)/im.test(text);
}
