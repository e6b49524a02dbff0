import {join} from 'node:path';
import type {BuiltImage} from '../../schema/tasks/image.ts';
import {isMap, isScalar, type PlainMap} from '../plain-map.ts';
import type {Section} from './section.ts';
import {pairs, text} from './values.ts';
import {asConstant} from './variables.ts';

/** Inputs for a built image. */
export interface BuildFacts {
  readonly exists: (path: string) => boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** Whether a service's image can be built, which needs a folder with a Dockerfile. */
export function isBuildable({build}: PlainMap, facts: BuildFacts): boolean {
  return build !== undefined && build !== null && whyNot(build, facts) === undefined;
}

/** How a service's image is built; `undefined` if it is not built from a folder with a Dockerfile. */
export function composeBuild(service: Section, source: PlainMap, facts: BuildFacts): BuiltImage | undefined {
  if (!service.has('build')) return undefined;
  const problem = whyNot(source.build, facts);
  if (problem !== undefined) {
    service.leaveOut('build', problem);
    return undefined;
  }
  if (isScalar(source.build)) {
    const build = service.read('build', text) ?? '.';
    return {build, ...namedImage(source)};
  }
  const section = service.within('build');
  const [folder = '.', dockerfile, inline, target] = [
    'context',
    'dockerfile',
    'dockerfile_inline',
    'target',
  ].map(key => section.read(key, text));
  const args = section.read('args', value => argumentsOf(value, section));
  const platform = isScalar(source.platform) ? text(source.platform) : undefined;
  return {
    build: folder,
    ...(dockerfile !== undefined && {dockerfile}),
    ...(inline !== undefined && {dockerfile_inline: inline}),
    ...(args && Object.keys(args).length > 0 && {args}),
    ...(target !== undefined && {target}),
    ...namedImage(source),
    ...(platform !== undefined && {platform}),
  };
}

function namedImage({image, platform}: PlainMap): Pick<BuiltImage, 'tag' | 'platform'> {
  const [tag, of] = [text(image), text(platform)];
  return {...(tag !== undefined && {tag}), ...(of !== undefined && {platform: of})};
}

/** An argument without a value takes its value from bottle's own environment. */
function argumentsOf(value: unknown, section: Section): Record<string, string> | undefined {
  const given = pairs(value);
  const withoutValue = Array.isArray(value)
    ? value
        .filter(isScalar)
        .map(String)
        .filter(item => !item.includes('='))
    : Object.entries(isMap(value) ? value : {}).flatMap(([name, each]) => (each === null ? [name] : []));
  for (const name of withoutValue) {
    if (!given) break;
    given[name] = `\${{ default(env.${name}, '') }}`;
    section.leaveOut(
      `args.${name}`,
      'empty, instead of the default in the Dockerfile, if the variable is not set',
    );
  }
  return given;
}

function whyNot(build: unknown, {exists, env}: BuildFacts): string | undefined {
  const {
    context = '.',
    dockerfile = 'Dockerfile',
    dockerfile_inline: inline,
  } = isMap(build) ? build : {context: build};
  const folder = asConstant(String(context), env);
  if (/^(\w+:\/\/|git@|github\.com\/)/.test(folder))
    return `\`${folder}\` is not a folder; the image is pulled, if it has a name`;
  if (inline !== undefined) return undefined;
  const path = join(folder, asConstant(String(dockerfile), env));
  return exists(path) ? undefined : `\`${path}\` does not exist; the image is pulled, if it has a name`;
}
