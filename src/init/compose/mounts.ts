import {posix} from 'node:path';
import type {MountKeys} from '../../schema/tasks/container-mounts.ts';
import {textsOf} from '../plain-map.ts';
import {fileKeys, type SourceFacts} from './files.ts';
import {mountOf, type ComposeMount} from './mount.ts';
import {shortOrLong} from './mount-text.ts';
import type {Section} from './section.ts';
import {atColons, flag, withoutGaps} from './values.ts';
import {asConstant, asReferences, variablesIn} from './variables.ts';

/** Inputs for the sources of mounts. */
export interface MountFacts extends SourceFacts {
  /** The task of a declared volume. */
  readonly volumeOf: (name: string) => string | undefined;
  /** The names of tasks by service name. */
  readonly tasks: ReadonlyMap<string, string>;
}

type Volumes = NonNullable<MountKeys['volumes']>;

/** The files of a container, in addition to its image. */
export function mountKeys(service: Section, facts: MountFacts): Partial<MountKeys> {
  const mounts = service.each('volumes', (item, section) => {
    const mount = mountOf(item, section, facts.env);
    return mount && isCarried(mount) ? mount : undefined;
  });
  const isReadOnly = service.fixed('read_only', flag);
  const files = fileKeys(service, {...facts, isReadOnly: isReadOnly === true});
  return withoutGaps<MountKeys>({
    volumes: [
      ...mounts.flatMap(mount => (mount.type === 'tmpfs' ? [] : volumeOf(mount, facts, service))),
      ...files.volumes,
    ],
    volumes_from: service.read('volumes_from', value => volumesFrom(value, facts)),
    tmpfs: [
      ...(service.read('tmpfs', value => textsOf(value).map(asReferences)) ?? []),
      ...mounts.filter(({type}) => type === 'tmpfs').map(memoryMount),
    ],
    configs: files.configs,
    secrets: files.secrets,
    read_only: isReadOnly,
  });
}

/** Windows paths have no equivalent. */
function isCarried({type, source = ''}: ComposeMount): boolean {
  if (/^[A-Za-z]:[\\/]/.test(source)) return false;
  return type === 'bind' || type === 'volume' || type === 'tmpfs' || type === 'image';
}

function memoryMount({target, options: {size, mode}}: ComposeMount): string {
  const options = [
    ...(size === undefined ? [] : [`size=${size}`]),
    ...(mode === undefined ? [] : [`mode=${mode}`]),
  ];
  return options.length > 0 ? `${target}:${options.join(',')}` : target;
}

function volumeOf(mount: ComposeMount, facts: MountFacts, service: Section): Volumes {
  const target = posix.resolve('/', mount.target);
  if (mount.type === 'image')
    return [shortOrLong({...mount, type: 'image', target, source: asReferences(mount.source ?? '')})];
  if (mount.type !== 'bind') {
    const source = mount.source === undefined ? undefined : (facts.volumeOf(mount.source) ?? mount.source);
    return [shortOrLong({...mount, type: 'volume', target, ...(source !== undefined && {source})})];
  }
  const {source = '', options, label} = mount;
  const isMissing = !exists(source, facts);
  if (isMissing && options.createsHostPath !== true) {
    service.report(
      `the mount \`${label}\``,
      `\`${source}\` does not exist; create it, and write the mount under \`volumes\``,
    );
    return [];
  }
  const createsHostPath = isMissing || variablesIn(source).length > 0;
  return [
    shortOrLong({
      ...mount,
      type: 'bind',
      source: hostPath(source),
      target,
      options: {...options, createsHostPath},
    }),
  ];
}

function exists(source: string, {exists, env}: MountFacts): boolean {
  const known = asConstant(source, env);
  return known.startsWith('~') || exists(known);
}

function hostPath(source: string): string {
  if (source === '~' || source.startsWith('~/')) return `\${{ env.HOME }}${asReferences(source.slice(1))}`;
  return asReferences(/^[./$]/.test(source) ? source : `./${source}`);
}

/** `db:ro`, or `container:name:ro`. */
function volumesFrom(value: unknown, {tasks}: MountFacts): string[] | undefined {
  const found = textsOf(value).map(item => {
    const [first = '', ...rest] = atColons(item);
    if (first === 'container') return rest.map(asReferences).join(':');
    const task = tasks.get(first);
    return task && [`\${{ tasks.${task}.name }}`, ...rest].join(':');
  });
  return found.every(item => item !== undefined) ? found : undefined;
}
