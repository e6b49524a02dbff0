import {resolve} from 'node:path';
import {sourceFileOf, type LaunchFile, type Task} from '../model/launch-file.ts';
import type {KeyPath} from '../config/yaml/parsed-file.ts';
import type {Container} from '../schema/tasks/container.ts';
import type {Machine} from '../schema/tasks/machine.ts';
import type {EnvFile, EnvFiles} from '../schema/values.ts';
import {listedEnvFiles} from '../tasks/shared/env-files.ts';
import {copySides} from '../tasks/copy/sides.ts';
import {parseContainerMount} from '../tasks/container/mounts.ts';
import {parseMount} from '../tasks/shared/mounts.ts';
import {hasExpression} from '../values/template.ts';
import {kept} from '../vocabulary/kept.ts';
import {probesOf} from './probes-of.ts';

/** A file or folder of the host that the launch file names and that must exist. */
export interface HostPath {
  /** The path of the key with its string. */
  readonly keys: KeyPath;
  /** The path as written, which may be only a part of the string. */
  readonly raw: string;
  /** The absolute path. */
  readonly path: string;
  /** The description for messages: `source of the volume`, `env_file` in backticks. */
  readonly what: string;
  /** The task that contains the path; absent for a secret. */
  readonly task?: Task;
  /** Whether the path may be missing. Default: `false`. */
  readonly isOptional?: boolean;
  /** The format of an env file. */
  readonly envFile?: Pick<EnvFile, 'format'>;
}

/** Every host path that is read, as far as it is known before the run. */
export const hostPaths = kept(({dir, secrets, tasks, envFiles}: LaunchFile): readonly HostPath[] => {
  const ofSecrets = Object.entries(secrets).flatMap(([name, secret]): Part[] =>
    'file' in secret ? [{keys: ['secrets', name, 'file'], raw: secret.file, what: 'file of the secret'}] : [],
  );
  const ofTasks = [...tasks.values()].flatMap((task): readonly Part[] =>
    [...partsOf(task), ...envFileParts(['env_file'], task.source.env_file ?? [])].map(part => ({
      ...part,
      keys: ['tasks', task.name, ...part.keys],
      task,
    })),
  );
  return [...ofSecrets, ...envFileParts(['env_file'], envFiles), ...ofTasks]
    .filter(({raw, from = ''}) => !hasExpression(raw) && !hasExpression(from))
    .map(({from = '.', ...part}) => ({
      ...part,
      path: resolve(part.task ? sourceFileOf(part.task).dir : dir, from, part.raw),
    }));
});

type Part = Omit<HostPath, 'path'> & {
  /** The folder that the path is relative to, relative to the launch file. */
  readonly from?: string;
};

function partsOf(task: Task): readonly Part[] {
  const {source} = task;
  if ('container' in source) return [...containerParts(source.container), ...certificatesOf(task)];
  if ('image' in source && 'build' in source.image) return imageParts(source.image);
  if ('machine' in source) return machineParts(source.machine);
  if ('copy' in source) {
    const sides = copySides(source.copy);
    return 'message' in sides || sides.inside !== 'to'
      ? []
      : [{keys: ['copy', 'from'], raw: source.copy.from, what: 'source of the copy'}];
  }
  const cwd = 'cwd' in source ? source.cwd : undefined;
  return [...(cwd === undefined ? [] : [{keys: ['cwd'], raw: cwd, what: '`cwd`'}]), ...certificatesOf(task)];
}

function containerParts({volumes = [], env_file = [], configs = []}: Container): readonly Part[] {
  const short = volumes.map(volume => (typeof volume === 'string' ? volume : ''));
  return [
    ...volumeParts('container', short, false),
    ...volumes.flatMap((mount, at): Part[] => {
      if (typeof mount === 'string' || mount.type !== 'bind' || mount.source === undefined) return [];
      const keys = ['container', 'volumes', at, 'source'];
      return mount.bind?.create_host_path === true
        ? []
        : [{keys, raw: mount.source, what: 'source of the volume'}];
    }),
    ...configs.flatMap((config, at): Part[] =>
      'file' in config
        ? [{keys: ['container', 'configs', at, 'file'], raw: config.file, what: 'file of the config'}]
        : [],
    ),
    ...envFileParts(['container', 'env_file'], env_file),
  ];
}

/** The files of an `env_file` key that must exist. */
function envFileParts(keys: KeyPath, files: EnvFiles): readonly Part[] {
  return listedEnvFiles(files).flatMap((file, at): Part[] => {
    const item = typeof files === 'string' ? keys : [...keys, at];
    if (typeof file === 'string') return [{keys: item, raw: file, what: '`env_file`', envFile: {}}];
    const {path: raw, required = true, format} = file;
    return [
      {
        ...{keys: [...item, 'path'], raw, what: '`env_file`', isOptional: !required},
        envFile: format === undefined ? {} : {format},
      },
    ];
  });
}

/** A machine mounts only folders of the host. For a container, a source that does not look like a path is the name of a volume. */
function volumeParts(kind: string, volumes: readonly string[], arePaths: boolean): readonly Part[] {
  return volumes.flatMap((volume, at): Part[] => {
    const mount = hasExpression(volume)
      ? ''
      : arePaths
        ? parseMount(volume, '/', true)
        : parseContainerMount(volume, '/');
    if (typeof mount === 'string' || mount.type !== 'bind') return [];
    const [raw = ''] = volume.split(':');
    return [{keys: [kind, 'volumes', at], raw, what: 'source of the volume'}];
  });
}

function machineParts({image, from, smolfile, volumes = []}: Machine): readonly Part[] {
  const local = image !== undefined && /^[./]/.test(image) ? image : undefined;
  const named = Object.entries({image: local, from, smolfile});
  return [
    ...named.flatMap(([key, raw]) =>
      raw === undefined ? [] : [{keys: ['machine', key], raw, what: `\`${key}\``}],
    ),
    ...volumeParts('machine', volumes, true),
  ];
}

function imageParts({
  build,
  dockerfile,
}: {
  readonly build: string;
  readonly dockerfile?: string;
}): readonly Part[] {
  const folder = {keys: ['image', 'build'], raw: build, what: 'folder of the build'};
  if (dockerfile === undefined) return [folder];
  return [folder, {keys: ['image', 'dockerfile'], raw: dockerfile, from: build, what: 'Dockerfile'}];
}

function certificatesOf(task: Task): readonly Part[] {
  return probesOf(task).flatMap(({probe, path}): Part[] => {
    if (!('http' in probe) || typeof probe.http === 'string' || probe.http.ca === undefined) return [];
    return [{keys: [...path, 'http', 'ca'], raw: probe.http.ca, what: 'certificate file'}];
  });
}
