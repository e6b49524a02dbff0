import {dirname, resolve} from 'node:path';
import {basesOf} from '../../docker/dockerfile-bases.ts';
import {imageName} from '../../docker/image-name.ts';
import type {BuiltImage, TaskSource} from '../../schema/launch-file.ts';
import {hasExpression} from '../../values/template.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import type {Draft, DraftTask} from './draft.ts';
import type {Edge} from '../../model/launch-file.ts';

/**
 * The needs of a task that uses an image by a tag that another task gives it: as the image of a container, or in the
 * Dockerfile of a build.
 */
export function tagNeeds(draft: Draft, tags: ImageTags, {name, path, sound}: DraftTask): readonly Edge[] {
  if (sound === undefined) return [];
  const {source} = sound;
  const edge = (to: string, origin: Edge['origin'], label: string, key: readonly string[]): Edge => ({
    ...{to: to as TaskName, condition: 'ready', origin, words: label, key: key.join('.')},
    place: draft.parsed.place([...path, ...key], 'value'),
  });
  if ('container' in source) {
    const tagged = tags.get(imageName(source.container.image));
    const key = ['container', 'image'];
    return tagged ? [edge(tagged.task, tagged.mayBeSkipped ? 'needs' : 'key', 'image', key)] : [];
  }
  if (!('image' in source) || !('build' in source.image)) return [];
  return basesIn(draft, source.image).flatMap(base => {
    const task = tags.get(imageName(base))?.task;
    return task === undefined || task === name
      ? []
      : [edge(task, 'needs', `FROM ${base}`, ['image', 'build'])];
  });
}

/** A container's source, with the image's own id in place of a tag that another launch may move meanwhile. */
export function withImageId(source: TaskSource, tags: ImageTags): TaskSource {
  const tagged = 'container' in source ? tags.get(imageName(source.container.image)) : undefined;
  if (!tagged || tagged.mayBeSkipped || !('container' in source)) return source;
  return {...source, container: {...source.container, image: `\${{ tasks.${tagged.task}.ref }}`}};
}

/** The tasks that build images with a tag, by the image's name. */
export type ImageTags = ReadonlyMap<string, TaggedImage>;

interface TaggedImage {
  readonly task: string;
  /** Whether it has a condition, and so may leave it to the image that has the tag already. */
  readonly mayBeSkipped: boolean;
}

export function imageTags({tasks}: Draft): ImageTags {
  const tags = [...tasks.values()].flatMap(({name, sound}) => {
    if (!sound || !('image' in sound.source) || !('build' in sound.source.image)) return [];
    const {tag} = sound.source.image;
    if (tag === undefined || hasExpression(tag)) return [];
    return [[imageName(tag), {task: name, mayBeSkipped: sound.source.if !== undefined}] as const];
  });
  return new Map(tags);
}

function basesIn({parsed, readText}: Draft, image: BuiltImage): readonly string[] {
  const {build, dockerfile = 'Dockerfile', args = {}} = image;
  if (hasExpression(build) || hasExpression(dockerfile)) return [];
  const text = readText(resolve(dirname(parsed.path), build, dockerfile)) ?? '';
  const fixed = Object.entries(args).filter(([, value]) => !hasExpression(String(value)));
  return basesOf(text, Object.fromEntries(fixed.map(([name, value]) => [name, String(value)])));
}
