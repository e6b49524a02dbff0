import type {MountKeys} from '../../schema/tasks/container-mounts.ts';
import {parseMemoryMount, parseMount} from '../../tasks/shared/mounts.ts';
import {lost, type Fields, type KeyTable} from '../key-table.ts';
import type {TaskExport} from '../task-export.ts';
import {objectName} from './dialect.ts';
import {quantity, security, type PodParts} from './pod-parts.ts';

export const mounts: KeyTable<MountKeys, TaskExport> = {
  volumes(volumes, {key, lose, texts}) {
    const short = volumes.filter(volume => typeof volume === 'string');
    if (short.length < volumes.length) lose('mounts with options are left out; add them by hand');
    const parts = texts(key, short).map(written => {
      const mount = parseMount(written, '/');
      if (typeof mount === 'string' || mount.type === 'bind') {
        lose(`\`${written}\`: a node has no files of this machine; use a ConfigMap or a volume`);
        return {};
      }
      const name = objectName(mount.source);
      return {
        container: {volumeMounts: [{name, mountPath: mount.target, ...(mount.readOnly && {readOnly: true})}]},
        pod: {volumes: [{name, persistentVolumeClaim: {claimName: name}}]},
        claims: [name],
      };
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
  volumes_from: lost('use a volume in both'),
  configs: lost('use a ConfigMap'),
  secrets: lost('use a Secret'),
  read_only: readOnlyRootFilesystem => security({readOnlyRootFilesystem}),
};

function joinParts(parts: readonly PodParts[]): Fields {
  const all = <Part>(pick: (part: PodParts) => readonly Part[] | undefined): Part[] =>
    parts.flatMap(part => pick(part) ?? []);
  return {
    container: {volumeMounts: all(({container}) => container?.volumeMounts as Fields[] | undefined)},
    pod: {volumes: all(({pod}) => pod?.volumes as Fields[] | undefined)},
    claims: all(({claims}) => claims),
  };
}
