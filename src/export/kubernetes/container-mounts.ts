import type {LongMount, MountKeys} from '../../schema/tasks/container-mounts.ts';
import {parseMemoryMount, parseMount} from '../../tasks/shared/mounts.ts';
import {lost, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {volumeTaskOf} from '../volume-task.ts';
import {objectName} from './dialect.ts';
import {quantity, security, type PodParts} from '../../kubernetes/pod-parts.ts';

export const mounts: KeyTable<MountKeys, TaskExport> = {
  volumes(volumes, {key, lose, texts, value, launch}) {
    const parts = volumes.flatMap((mount, at): readonly PodParts[] => {
      if (typeof mount === 'string')
        return texts(`${key}[${at}]`, [mount]).map(written => shortMount(written, lose));
      const task = volumeTaskOf(mount, launch);
      const known = value(`${key}[${at}]`, task === undefined ? mount : {...mount, source: task});
      return [longMount(known as LongMount, at, lose)];
    });
    return joinParts(parts);
  },
  tmpfs(mounts, {key, lose, texts}) {
    const parts = texts(key, mounts).map((written, at) => {
      const mount = parseMemoryMount(written);
      if (typeof mount === 'string') return {};
      const [, size] = /(?:^|,)size=(\w+)/.exec(mount.options) ?? [];
      if (mount.options.replace(/(^|,)size=\w+/, '') !== '') lose(`\`${written}\`: only its size is kept`);
      const name = `memory-${at}`;
      return {
        container: {volumeMounts: [{name, mountPath: mount.target}]},
        pod: {volumes: [{name, emptyDir: {medium: 'Memory', ...(size && {sizeLimit: quantity(size)})}}]},
      };
    });
    return joinParts(parts);
  },
  volumes_from: lost('mount the same volume in both containers'),
  configs: lost('use a ConfigMap'),
  secrets: lost('use a Secret'),
  read_only: readOnlyRootFilesystem => security({readOnlyRootFilesystem}),
};

type Lose = (meaning: string) => void;

const NO_FILES = 'nodes have no access to files on this machine; use a ConfigMap or a volume';

function shortMount(written: string, lose: Lose): PodParts {
  const mount = parseMount(written, '/');
  if (typeof mount === 'string' || mount.type === 'bind') {
    lose(`\`${written}\`: ${NO_FILES}`);
    return {};
  }
  return claimed(mount.source, {mountPath: mount.target, ...(mount.readOnly && {readOnly: true})});
}

function longMount(mount: LongMount, at: number, lose: Lose): PodParts {
  const {type, source, target, read_only, volume, tmpfs, image} = mount;
  const subPath = volume?.subpath ?? image?.subpath;
  const inside = {
    mountPath: target,
    ...(read_only === true && {readOnly: true}),
    ...(subPath !== undefined && {subPath}),
  };
  if (volume?.nocopy !== undefined || volume?.labels !== undefined)
    lose(`\`${target}\`: the claim gets no labels from the mount, and no files from the image`);
  if (tmpfs?.mode !== undefined) lose(`\`${target}\`: the node sets the mode of memory volumes`);
  switch (type) {
    case 'bind':
      lose(`\`${source ?? ''}:${target}\`: ${NO_FILES}`);
      return {};
    case 'volume':
      return source === undefined ? temporary(`volume-${at}`, {}, inside) : claimed(source, inside);
    case 'tmpfs':
      return temporary(
        `memory-volume-${at}`,
        {medium: 'Memory', ...(tmpfs?.size !== undefined && {sizeLimit: quantity(tmpfs.size)})},
        inside,
      );
    case 'image':
      return {
        container: {volumeMounts: [{name: `image-${at}`, ...inside}]},
        pod: {volumes: [{name: `image-${at}`, image: {reference: source}}]},
      };
  }
}

function claimed(source: string, inside: Fields): PodParts {
  const name = objectName(source);
  return {
    container: {volumeMounts: [{name, ...inside}]},
    pod: {volumes: [{name, persistentVolumeClaim: {claimName: name}}]},
    claims: [name],
  };
}

function temporary(name: string, emptyDir: Fields, inside: Fields): PodParts {
  return {container: {volumeMounts: [{name, ...inside}]}, pod: {volumes: [{name, emptyDir}]}};
}

function joinParts(parts: readonly PodParts[]): Fields {
  const all = <Part>(pick: (part: PodParts) => readonly Part[] | undefined): Part[] =>
    parts.flatMap(part => pick(part) ?? []);
  return {
    container: {volumeMounts: all(({container}) => container?.volumeMounts as Fields[] | undefined)},
    pod: {volumes: all(({pod}) => pod?.volumes as Fields[] | undefined)},
    claims: all(({claims}) => claims),
  };
}
