import {resolve} from 'node:path';
import {basesOf} from '../../docker/dockerfile-bases.ts';
import {imageName} from '../../docker/image-name.ts';
import type {TaskSource} from '../../schema/launch-file.ts';
import type {BuiltImage} from '../../schema/tasks/image.ts';
import {hasExpression} from '../../values/template.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {documentOf, type PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import type {Edge} from '../../model/launch-file.ts';

/** The needs of a task for the tasks that build its images: the image of a container, or the base images of a build. */
export function tagNeeds(
  partial: PartialFile,
  tags: ImageTags,
  {name, path, validTask}: PartialTask,
): readonly Edge[] {
  if (validTask === undefined) return [];
  const {source} = validTask;
  const edge = (to: TaskName, origin: Edge['origin'], label: string, key: readonly string[]): Edge => ({
    ...{to, condition: 'ready', origin, label, key: key.join('.')},
    place: partial.parsed.place([...path, ...key], 'value'),
  });
  if ('container' in source) {
    const tagged = tags.get(imageName(source.container.image));
    const key = ['container', 'image'];
    return tagged ? [edge(tagged.task, tagged.mayBeSkipped ? 'needs' : 'key', 'image', key)] : [];
  }
  if (!('image' in source) || !('build' in source.image)) return [];
  return basesIn(partial, name, source.image).flatMap(base => {
    const task = tags.get(imageName(base))?.task;
    return task === undefined || task === name
      ? []
      : [edge(task, 'needs', `FROM ${base}`, ['image', 'build'])];
  });
}

/** A container's source, with the id of the image instead of its tag, which another launch may move in the meantime. */
export function withImageId(source: TaskSource, tags: ImageTags): TaskSource {
  const tagged = 'container' in source ? tags.get(imageName(source.container.image)) : undefined;
  if (!tagged || tagged.mayBeSkipped || !('container' in source)) return source;
  return {...source, container: {...source.container, image: `\${{ tasks.${tagged.task}.ref }}`}};
}

/** The tasks that build tagged images, by image name. */
export type ImageTags = ReadonlyMap<string, TaggedImage>;

interface TaggedImage {
  readonly task: TaskName;
  /** Whether the task has a condition: if the task is skipped, the tag still refers to the existing image. */
  readonly mayBeSkipped: boolean;
}

export function imageTags({tasks}: PartialFile): ImageTags {
  const tags = [...tasks.values()].flatMap(({name, validTask}) => {
    if (!validTask || !('image' in validTask.source) || !('build' in validTask.source.image)) return [];
    const {tag} = validTask.source.image;
    if (tag === undefined || hasExpression(tag)) return [];
    return [[imageName(tag), {task: name, mayBeSkipped: validTask.source.if !== undefined}] as const];
  });
  return new Map(tags);
}

function basesIn(partial: PartialFile, task: string, image: BuiltImage): readonly string[] {
  const {build, dockerfile = 'Dockerfile', dockerfile_inline: inline, args = {}} = image;
  if (inline === undefined && (hasExpression(build) || hasExpression(dockerfile))) return [];
  const text = inline ?? partial.readText(resolve(documentOf(partial, task).dir, build, dockerfile)) ?? '';
  const fixed = Object.entries(args).filter(([, value]) => !hasExpression(String(value)));
  return basesOf(text, Object.fromEntries(fixed.map(([name, value]) => [name, String(value)])));
}
