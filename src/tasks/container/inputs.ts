import {resolve} from 'node:path';
import type {MountRequest, ContainerRequest, NewFile} from '../../places/container-request.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import {parseMemoryMount} from '../shared/mounts.ts';
import {isMounted, readConfig, SECRETS_FOLDER} from './files.ts';
import {longMount, parseContainerMount} from './mounts.ts';
import {deferPreStop} from './pre-stop.ts';
import {parsePorts} from '../shared/port-ranges.ts';
import type {ContainerSpec} from './spec.ts';
import {envFilesOf, ownValue} from '../shared/env-files.ts';
import type {UpContext} from '../task-context.ts';

/**
 * The request to the place, with inputs that are available only at the start: strings with references, and files.
 * @throws TaskError `cannot-start`
 */
export async function requestOf(spec: ContainerSpec, context: UpContext): Promise<ContainerRequest> {
  const accept = <T>(read: T | string): T => {
    if (typeof read === 'string') throw cannotStart(read, context);
    return read;
  };
  const {image, pull, platform, keys, labels, networks, networkMode, links, healthcheck, graceMs} = spec;
  return {
    ...{image, keys, labels, networks, links, graceMs},
    ...(pull !== undefined && {pull}),
    ...(platform !== undefined && {platform}),
    ...(networkMode !== undefined && {networkMode}),
    ...(healthcheck && {healthcheck}),
    env: {...context.runVariables, ...(await fileVariables(spec, context)), ...spec.env, ...healthcheck?.env},
    ports: spec.ports.flatMap(text => accept(parsePorts(text))),
    exposed: spec.exposed.flatMap(text => accept(parsePorts(text))),
    probed: spec.probed,
    mounts: mountsOf(spec, context.file.dir).map(accept),
    memoryMounts: spec.tmpfs.map(text => accept(parseMemoryMount(text))),
    files: await filesOf(spec, context),
    filesIn: keys.read_only === true ? SECRETS_FOLDER : '/',
    names: [context.task],
    siblings: [],
    preStop: deferPreStop(spec.preStop, context),
  };
}

/** The mounts of `volumes`, and the mounts for files in a container with a read-only root. Problems are returned as strings. */
function mountsOf(spec: ContainerSpec, dir: string): readonly (MountRequest | string)[] {
  const {volumes, files, keys} = spec;
  const isReadOnly = keys.read_only === true;
  const created = files.filter(file => !isMounted(file, isReadOnly));
  return [
    ...volumes.map(({mount, beginsWithReference}) =>
      typeof mount === 'string'
        ? parseContainerMount(mount, dir, beginsWithReference)
        : longMount(mount, dir),
    ),
    ...files.flatMap((file): MountRequest[] =>
      isReadOnly && 'file' in file
        ? [{type: 'bind', source: resolve(dir, file.file), target: file.target, readOnly: true}]
        : [],
    ),
    ...(isReadOnly && created.length > 0
      ? [{type: 'volume', target: SECRETS_FOLDER, readOnly: false} as const]
      : []),
  ];
}

async function filesOf({files, keys}: ContainerSpec, context: UpContext): Promise<readonly NewFile[]> {
  const created = files.filter(file => !isMounted(file, keys.read_only === true));
  return await Promise.all(
    created.map(async config => {
      try {
        return await readConfig(config, context.file.dir);
      } catch (error) {
        throw cannotStart(`config \`${config.target}\` cannot be read: ${messageOf(error)}`, context);
      }
    }),
  );
}

/** The variables of env files. As in Compose, for `${NAME}` in a file, bottle's environment has precedence over the container's `env`. */
async function fileVariables(
  {envFiles, env}: ContainerSpec,
  {file, variable, task, envFilesAt: positions}: UpContext,
): Promise<Readonly<Record<string, string>>> {
  const lookup = (name: string): string | undefined => variable(name) ?? ownValue(env, name);
  const user = {dir: file.dir, lookup, task, kind: 'container', ...(positions && {positions})};
  return await envFilesOf(envFiles, user);
}

function cannotStart(why: string, {task}: UpContext): TaskError {
  return new TaskError(startFailure(task, 'container', why));
}
