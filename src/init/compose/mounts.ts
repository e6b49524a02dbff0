import {posix} from 'node:path';
import type {MountKeys} from '../../schema/tasks/container-mounts.ts';
import {isScalar, mapOf, textsOf, type PlainMap} from '../plain-map.ts';
import {fileMounts, type FileFacts} from './files.ts';
import {mountOf, type ComposeMount, type MountOptions} from './mount.ts';
import type {Section} from './section.ts';
import {flag, withoutGaps} from './values.ts';
import {asConstant, asReferences} from './variables.ts';

/** Inputs for the sources of mounts. */
export interface MountFacts extends FileFacts {
  readonly service: string;
  /** Compose puts it before the names of volumes. */
  readonly project: string;
  /** The map `volumes` of the file. */
  readonly declared: PlainMap;
}

/** The files of a container besides those of its image. */
export function mountKeys(service: Section, facts: MountFacts): Partial<MountKeys> {
  const mounts = service.each('volumes', (item, section) => {
    const mount = mountOf(item, section);
    return mount && isCarried(mount) ? mount : undefined;
  });
  const inMemory = mounts.filter(({type}) => type === 'tmpfs');
  return withoutGaps<MountKeys>({
    volumes: [
      ...mounts.flatMap(mount => (mount.type === 'tmpfs' ? [] : volumeOf(mount, facts, service))),
      ...fileMounts(service, facts),
    ],
    tmpfs: [
      ...(service.read('tmpfs', value => textsOf(value).map(asReferences)) ?? []),
      ...inMemory.map(memoryMount),
    ],
    read_only: service.fixed('read_only', flag),
  });
}

function isCarried({type}: ComposeMount): boolean {
  return type === 'bind' || type === 'volume' || type === 'tmpfs';
}

function memoryMount({target, options: {size, mode}}: ComposeMount): string {
  const options = [
    ...(size === undefined ? [] : [`size=${size}`]),
    ...(mode === undefined ? [] : [`mode=${mode}`]),
  ];
  return options.length > 0 ? `${target}:${options.join(',')}` : target;
}

function volumeOf(mount: ComposeMount, facts: MountFacts, service: Section): readonly string[] {
  const {source, target, isReadOnly, type, label} = mount;
  const from =
    source === undefined ? unnamed(target, facts) : type === 'bind' ? hostPath(source) : named(source, facts);
  if (type === 'bind' && isMissing(source ?? '', facts)) {
    service.report(
      `the mount \`${label}\``,
      `\`${from}\` does not exist; create it, and write the mount under \`volumes\``,
    );
    return [];
  }
  reportOptions(mount, service);
  return [`${from}:${posix.resolve('/', target)}${isReadOnly ? ':ro' : ''}`];
}

function isMissing(source: string, {exists, env}: MountFacts): boolean {
  const known = asConstant(source, env);
  return /^(\.\.?)?(\/|$)/.test(known) && !exists(known);
}

function hostPath(source: string): string {
  if (source === '~' || source.startsWith('~/')) return `\${{ env.HOME }}${asReferences(source.slice(1))}`;
  return asReferences(/^[./$]/.test(source) ? source : `./${source}`);
}

/** As Compose calls it, so that what is in there already is found again. */
function named(source: string, {project, declared, env}: MountFacts): string {
  const {name, external} = mapOf(declared[source]);
  if (isScalar(name)) return asConstant(String(name), env);
  return external === true ? source : `${project}_${source}`;
}

/** Compose makes one for each container; here it is one for the service, with a name. */
function unnamed(target: string, {project, service}: MountFacts): string {
  return `${project}_${service}${target}`.replaceAll(/[^A-Za-z0-9_.-]+/g, '_');
}

function reportOptions({options, label}: ComposeMount, service: Section): void {
  const meanings: Partial<Record<keyof MountOptions, string>> = {
    propagation: 'mounts below it are not propagated',
    recursive: 'Docker decides whether mounts below it are read-only',
    selinux: 'its files are not labelled for SELinux',
    labels: 'the volume has no labels',
    noCopy: "the image's files at that path are copied into a new volume",
    subpath: 'the whole volume is mounted',
  };
  for (const [option, value] of Object.entries(options)) {
    const meaning = meanings[option as keyof MountOptions];
    if (meaning !== undefined && value !== false)
      service.report(`\`${option}\` of the mount \`${label}\``, meaning);
  }
}
