import type {LaunchFile, Task} from '../../model/launch-file.ts';
import {hasExpression} from '../../values/template.ts';
import type {LintRule} from '../rule.ts';

/** `latest` refers to a different image every few weeks, and nothing records which one was used. */
export const floatingTag: LintRule = {
  name: 'floating-tag',
  about: 'an image without a tag, or with the tag `latest`',
  bad: `
tasks:
  cache: {container: {image: redis}}
`,
  good: `
tasks:
  cache: {container: {image: "redis:8.2"}}
`,
  find({launch, parsed}) {
    const own = ownTags(launch);
    return [...launch.tasks.values()].flatMap(task => {
      const {image, path} = imageOf(task) ?? {};
      if (image === undefined || path === undefined || own.has(image) || !isFloating(image)) return [];
      const found = image.endsWith(':latest') ? 'the tag `latest`' : 'no tag';
      const message = `image \`${image}\` has ${found}, so it may change between runs; pin a version, as in \`${image.replace(/:latest$/, '')}:1.2\`, or a digest`;
      return [{message, place: parsed.place(['tasks', task.name, ...path], 'value')}];
    });
  },
};

/** The image that a task pulls. An image that is never pulled was built on this machine. */
function imageOf({source}: Task): {readonly image: string; readonly path: readonly string[]} | undefined {
  if ('container' in source && source.container.pull !== 'never')
    return {image: source.container.image, path: ['container', 'image']};
  if ('machine' in source && source.machine.image !== undefined && !/^[./]/.test(source.machine.image))
    return {image: source.machine.image, path: ['machine', 'image']};
  if ('image' in source && 'pull' in source.image) return {image: source.image.pull, path: ['image', 'pull']};
  return undefined;
}

function isFloating(image: string): boolean {
  if (hasExpression(image) || image.includes('@') || /^(sha256:)?[0-9a-f]{12,64}$/.test(image)) return false;
  const [, tag] = /:([^:/]+)$/.exec(image) ?? [];
  return tag === undefined || tag === 'latest';
}

/** The names of images that the file itself builds. */
function ownTags({tasks}: LaunchFile): ReadonlySet<string> {
  const tags = [...tasks.values()].flatMap(({source}) =>
    'image' in source && 'tag' in source.image ? [source.image.tag] : [],
  );
  return new Set(tags.flatMap(tag => [tag, `${tag}:latest`, tag.replace(/:latest$/, '')]));
}
