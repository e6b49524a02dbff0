import {readFile} from 'node:fs/promises';
import {posix, resolve} from 'node:path';
import type {NewFile} from '../../docker/put-files.ts';
import type {ConfigFile, MountKeys, SecretMount} from '../../schema/tasks/container-mounts.ts';
import type {Values} from '../../values/value-source.ts';
import {resolvedTexts} from './options/resolve.ts';

/** The folder of secrets, as in Compose. */
export const SECRETS_FOLDER = '/run/secrets';

/** The files to create in a container, with their references resolved: `configs`, and `secrets`. */
export function resolveFiles({configs = [], secrets = []}: MountKeys, values: Values): readonly ConfigFile[] {
  return [
    ...resolvedTexts(configs, values.text),
    ...secrets.map(longSecret).map(({source, target, ...owner}) => ({
      ...owner,
      content: values.text(`\${{ secrets.${source} }}`),
      target: secretPath({source, ...(target !== undefined && {target: values.text(target)})}),
    })),
  ];
}

/** Every secret of a container in the long form. */
export function longSecret(secret: string | SecretMount): SecretMount {
  return typeof secret === 'string' ? {source: secret} : secret;
}

/** Where the file of a secret is. */
export function secretPath({source, target = source}: SecretMount): string {
  return posix.isAbsolute(target) ? target : posix.join(SECRETS_FOLDER, target);
}

/** Whether a file is mounted from the host: it cannot be created in a container whose root is read-only. */
export function isMounted(config: ConfigFile, isReadOnly: boolean): boolean {
  return isReadOnly && 'file' in config;
}

/** The file with its contents. @throws the error of the file system */
export async function readConfig(config: ConfigFile, dir: string): Promise<NewFile> {
  const {target, uid = 0, gid = 0, mode = '0444'} = config;
  const content = 'file' in config ? await readFile(resolve(dir, config.file)) : config.content;
  return {target, content, uid, gid, mode: Number.parseInt(mode, 8)};
}
