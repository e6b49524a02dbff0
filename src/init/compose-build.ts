import {join} from 'node:path';
import type {BuiltImage} from '../schema/tasks/image.ts';
import {interpolated, pairs, type LeaveOut} from './compose-values.ts';
import {isScalar, mapOf, type PlainMap} from './plain-map.ts';

/** How a service's image is built; `undefined` where it is not, or not from a folder with a Dockerfile. */
export function composeBuild(
  {build, image, platform}: PlainMap,
  exists: (path: string) => boolean,
  leaveOut: LeaveOut,
): BuiltImage | undefined {
  if (build === undefined || build === null) return undefined;
  const {
    context = '.',
    dockerfile,
    args,
    target,
    ...others
  } = isScalar(build) ? {context: build} : mapOf(build);
  for (const key of Object.keys(others)) leaveOut(`\`build.${key}\``);
  const text = (value: unknown) => (isScalar(value) ? interpolated(String(value), leaveOut) : undefined);
  const [folder = '.', file, stage, tag] = [context, dockerfile, target, image].map(text);
  if (/^(\w+:\/\/|git@|github\.com\/)/.test(folder)) {
    leaveOut(`\`build\` from \`${folder}\`, which is not a folder`);
    return undefined;
  }
  const path = join(folder, file ?? 'Dockerfile');
  if (!path.includes('${{') && !exists(path)) {
    leaveOut(`\`build\` with \`${path}\`, which does not exist`);
    return undefined;
  }
  return {
    build: folder,
    ...(file !== undefined && {dockerfile: file}),
    ...(args !== undefined && {args: pairs(args, leaveOut)}),
    ...(stage !== undefined && {target: stage}),
    ...(tag !== undefined && {tag}),
    ...(isScalar(platform) && {platform: String(platform)}),
  };
}
