import {posix} from 'node:path';
import {atColons, interpolated, type LeaveOut} from './compose-values.ts';
import {isMap, isScalar, mapOf, textsOf, type PlainMap} from './plain-map.ts';

/** The mounts of a service, in the form of a launch file. */
export interface ComposeVolumes {
  readonly volumes: readonly string[];
  readonly tmpfs: readonly string[];
}

/** Inputs for the sources of mounts. */
export interface VolumeFacts {
  readonly service: string;
  /** Compose puts it before the names of volumes. */
  readonly project: string;
  /** The map `volumes` of the file. */
  readonly declared: PlainMap;
  /** Whether the project has such a file or folder. */
  readonly exists: (path: string) => boolean;
  readonly leaveOut: LeaveOut;
}

export function composeVolumes(service: PlainMap, facts: VolumeFacts): ComposeVolumes {
  const items: readonly unknown[] = Array.isArray(service.volumes) ? service.volumes : [];
  const mounts = items.flatMap(item => {
    const mount = isMap(item) ? ofMap(item, facts) : isScalar(item) ? ofText(String(item), facts) : undefined;
    if (!mount) facts.leaveOut(`\`volumes\`: ${JSON.stringify(item)}`);
    return mount ?? [];
  });
  return {
    volumes: mounts.filter(isMount).flatMap(mount => volumesOf(mount, facts)),
    tmpfs: [
      ...textsOf(service.tmpfs ?? []).map(text => interpolated(text, facts.leaveOut)),
      ...mounts.flatMap(mount => (isMount(mount) ? [] : [mount.tmpfs])),
    ],
  };
}

interface Mount {
  /** Absent for a volume without a name. */
  readonly source?: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

const isMount = (mount: Mount | {readonly tmpfs: string}): mount is Mount => 'target' in mount;

function ofMap(
  {type, source, target, read_only: readOnly}: PlainMap,
  {leaveOut}: VolumeFacts,
): Mount | {readonly tmpfs: string} | undefined {
  if (typeof target !== 'string') return undefined;
  if (type === 'tmpfs') return {tmpfs: interpolated(target, leaveOut)};
  if (type !== 'bind' && type !== 'volume') return undefined;
  return {
    ...(typeof source === 'string' && {source: interpolated(source, leaveOut)}),
    target: interpolated(target, leaveOut),
    isReadOnly: readOnly === true,
  };
}

function ofText(text: string, {leaveOut}: VolumeFacts): Mount | undefined {
  const [first = '', target, mode = '', ...more] = atColons(interpolated(text, leaveOut));
  if (more.length > 0) return undefined;
  if (target === undefined) return {target: first, isReadOnly: false};
  return {source: first, target, isReadOnly: mode.split(',').includes('ro')};
}

function volumesOf({source, target, isReadOnly}: Mount, facts: VolumeFacts): readonly string[] {
  const from = source === undefined ? unnamed(target, facts) : (hostPath(source) ?? named(source, facts));
  if (/^(\.\.?)?(\/|$)/.test(from) && !facts.exists(from)) {
    facts.leaveOut(`the mount of \`${from}\`, which does not exist`);
    return [];
  }
  return [`${from}:${posix.normalize(target)}${isReadOnly ? ':ro' : ''}`];
}

/** A source that is a path; `undefined` for the name of a volume. */
function hostPath(source: string): string | undefined {
  if (source === '~' || source.startsWith('~/')) return `\${{ env.HOME }}${source.slice(1)}`;
  return /^[./]|^\$\{\{/.test(source) ? source : undefined;
}

/** As Compose calls it, so that what is in there already is found again. */
function named(source: string, {project, declared}: VolumeFacts): string {
  const {name, external} = mapOf(declared[source]);
  if (typeof name === 'string') return name;
  return external === true ? source : `${project}_${source}`;
}

/** Compose makes one for each container; here it is one for the service, with a name. */
function unnamed(target: string, {project, service}: VolumeFacts): string {
  return `${project}_${service}${target}`.replaceAll(/[^A-Za-z0-9_.-]+/g, '_');
}
