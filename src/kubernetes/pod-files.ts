import type {NewFile} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {NotInCluster} from './pod-keys.ts';
import type {PodParts} from './pod-parts.ts';

/** The files of a container, and the objects that contain them. */
export interface PodFiles {
  /** Contents by key, in base64; empty without `configs`. */
  readonly config: Readonly<Record<string, string>>;
  /** The contents of secret files. */
  readonly secret: Readonly<Record<string, string>>;
  readonly parts: PodParts;
}

/**
 * The files of `configs` and `secrets` as keys of a ConfigMap and a Secret with that name, each mounted at its target.
 * @param prefix the prefix of the keys
 * @throws NotInCluster
 */
export function filesOf(files: readonly NewFile[], name: string, prefix = ''): PodFiles {
  const keyed = files.map((file, at) => ({...file, key: `${prefix}file-${at}`}));
  for (const file of keyed) refuseOwner(file);
  const [secrets, configs] = [keyed.filter(isSecret), keyed.filter(file => !isSecret(file))];
  return {
    config: contentsOf(configs),
    secret: contentsOf(secrets),
    parts: {
      container: {volumeMounts: keyed.map(mountOf)},
      pod: {
        volumes: [
          ...(configs.length > 0 ? [{name: CONFIG, configMap: {name, items: configs.map(itemOf)}}] : []),
          ...(secrets.length > 0
            ? [{name: SECRET, secret: {secretName: name, items: secrets.map(itemOf)}}]
            : []),
        ],
      },
    },
  };
}

type KeyedFile = NewFile & {readonly key: string};

const CONFIG = 'configs';
const SECRET = 'secrets';

function isSecret(file: NewFile): boolean {
  return file.isSecret;
}

function refuseOwner({target, uid, gid}: NewFile): void {
  if (uid === 0 && gid === 0) return;
  throw new NotInCluster(`file \`${target}\`: ${FILE_OWNER}`);
}

/** The reason why a file cannot belong to a user. */
export const FILE_OWNER =
  'in a cluster, files belong to root; leave out `uid` and `gid`, and let others read the file with `mode`';

function contentsOf(files: readonly KeyedFile[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({key, content}) => [key, Buffer.from(content).toString('base64')]));
}

function itemOf({key, mode}: KeyedFile): Fields {
  return {key, path: key, mode};
}

/** Mounts a single file, which does not hide the rest of its folder. */
function mountOf(file: KeyedFile): Fields {
  return {name: isSecret(file) ? SECRET : CONFIG, mountPath: file.target, subPath: file.key, readOnly: true};
}
