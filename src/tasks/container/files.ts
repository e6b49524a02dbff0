import {readFile, stat} from 'node:fs/promises';
import {posix, resolve} from 'node:path';
import type {NewFile} from '../../places/container-request.ts';
import type {ConfigFile, MountKeys, SecretMount} from '../../schema/tasks/container-mounts.ts';
import type {Values} from '../../values/value-source.ts';
import {resolvedTexts} from '../../values/resolved-texts.ts';

/** The folder of secrets, as in Compose. */
export const SECRETS_FOLDER = '/run/secrets';

/** A file to create in a container, with its references resolved. */
export type FileSpec = ConfigFile & {
  /** Whether it is from `secrets`, or a private file on this machine. */
  readonly isSecret: boolean;
};

/** The files to create in a container, from `configs` and `secrets`, with their references resolved. */
export function resolveFiles({configs = [], secrets = []}: MountKeys, values: Values): readonly FileSpec[] {
  return [
    ...resolvedTexts(configs, values.text).map(config => ({...config, isSecret: false})),
    ...secrets.map(longSecret).map(({source, target, ...owner}) => ({
      ...owner,
      isSecret: true,
      content: values.text(`\${{ secrets.${source} }}`),
      target: secretPath({source, ...(target !== undefined && {target: values.text(target)})}),
    })),
  ];
}

/** Converts a secret of a container to the long form. */
export function longSecret(secret: string | SecretMount): SecretMount {
  return typeof secret === 'string' ? {source: secret} : secret;
}

/** The path of a secret's file. */
export function secretPath({source, target = source}: SecretMount): string {
  return posix.isAbsolute(target) ? target : posix.join(SECRETS_FOLDER, target);
}

/** Whether a file is mounted from the host, because it cannot be created in a container with a read-only root. */
export function isMounted(config: ConfigFile, isReadOnly: boolean): boolean {
  return isReadOnly && 'file' in config;
}

/** Reads the contents of a file. @throws an error of the file system */
export async function readConfig(config: FileSpec, dir: string): Promise<NewFile> {
  const {target, uid = 0, gid = 0, mode = '0444'} = config;
  const own = {target, uid, gid, mode: Number.parseInt(mode, 8)};
  if (!('file' in config)) return {...own, content: config.content, isSecret: config.isSecret};
  const path = resolve(dir, config.file);
  const [content, {mode: sourceMode}] = await Promise.all([readFile(path), stat(path)]);
  // A file that no other user of this machine may read counts as secret.
  return {...own, content, isSecret: config.isSecret || (sourceMode & 0o077) === 0};
}
