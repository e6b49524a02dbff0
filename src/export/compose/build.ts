import type {BuiltImage} from '../../schema/tasks/image.ts';
import {carryKeys, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

const keys: KeyTable<BuiltImage, TaskExport> = {
  build: (folder, {key, text}) => ({context: text(key, folder)}),
  dockerfile: (path, {key, text}) => ({dockerfile: text(key, path)}),
  dockerfile_inline: (lines, {key, text}) => ({dockerfile_inline: text(key, lines)}),
  args: (args, {key, map}) => ({args: map(key, args)}),
  target: (stage, {key, text}) => ({target: text(key, stage)}),
  // Exported as the image name of the service.
  tag: () => ({}),
  platform: (platform, {key, text}) => ({platforms: [text(key, platform)]}),
};

/** How Compose builds the image of an `image` task. */
export function composeBuild(image: BuiltImage, exported: TaskExport): Fields {
  const inside = exported.inside('image');
  return carryKeys(image, keys, inside, inside.lose);
}
