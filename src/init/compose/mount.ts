import {isScalar} from '../plain-map.ts';
import type {Section} from './section.ts';
import {atColons, flag, pairs, size, text} from './values.ts';
import {asReferences} from './variables.ts';

/** A mount of a service. */
export interface ComposeMount {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'image' | 'cluster' | 'npipe';
  /** A path, or the name of a volume; absent for a volume without a name. As written, with variables. */
  readonly source?: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  readonly options: MountOptions;
  /** Its name in reports: `volumes[2]`, or as written. */
  readonly label: string;
}

/** The options of a mount, by Compose's words. */
export interface MountOptions {
  readonly propagation?: string;
  readonly createsHostPath?: boolean;
  readonly recursive?: string;
  readonly selinux?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly noCopy?: boolean;
  readonly subpath?: string;
  readonly size?: string;
  /** In octal. */
  readonly mode?: string;
}

/** A mount in either form; `undefined` for what is not one. */
export function mountOf(item: unknown, section: Section): ComposeMount | undefined {
  return isScalar(item) ? shortMount(String(item)) : longMount(section);
}

function shortMount(given: string): ComposeMount | undefined {
  const parts = atColons(given);
  const [first = '', second, modes = '', ...more] = parts;
  if (more.length > 0 || first === '') return undefined;
  const options = optionsOf(modes);
  if (options === undefined) return undefined;
  const isPath = /^[./~]/.test(first) || first.startsWith('$');
  const shared = {isReadOnly: options.isReadOnly, label: given};
  if (second === undefined) return {type: 'volume', target: asReferences(first), options: {}, ...shared};
  return {
    ...{type: isPath ? 'bind' : 'volume', source: first, target: asReferences(second), ...shared},
    // The short form creates a folder that does not exist.
    options: {...options.options, ...(isPath && {createsHostPath: true})},
  };
}

function optionsOf(modes: string): Pick<ComposeMount, 'isReadOnly' | 'options'> | undefined {
  let options: MountOptions = {};
  let isReadOnly = false;
  for (const mode of modes.split(',').filter(each => each !== '')) {
    if (mode === 'ro') isReadOnly = true;
    else if (mode === 'z' || mode === 'Z') options = {...options, selinux: mode};
    else if (mode === 'nocopy') options = {...options, noCopy: true};
    else if (/^r?(shared|slave|private)$/.test(mode)) options = {...options, propagation: mode};
    else if (!/^(rw|cached|delegated|consistent)$/.test(mode)) return undefined;
  }
  return {isReadOnly, options};
}

const TYPES = ['bind', 'volume', 'tmpfs', 'image', 'cluster', 'npipe'] as const;

function longMount(section: Section): ComposeMount | undefined {
  const type = section.read('type', value => TYPES.find(known => known === value));
  const target = section.read('target', text);
  if (type === undefined || target === undefined) return undefined;
  const source = section.read('source', value => (isScalar(value) ? String(value) : undefined));
  const [bind, volume, tmpfs, image] = ['bind', 'volume', 'tmpfs', 'image'].map(key => section.within(key));
  const isReadOnly = section.fixed('read_only', flag) ?? false;
  const recursive = bind && recursionOf(bind, isReadOnly);
  const options = {
    propagation: bind?.read('propagation', oneOf(PROPAGATIONS)),
    createsHostPath: type === 'bind' ? (bind?.fixed('create_host_path', flag) ?? true) : undefined,
    recursive,
    selinux: bind && selinuxOf(bind, recursive),
    labels: volume?.read('labels', pairs),
    noCopy: volume?.fixed('nocopy', flag),
    subpath: volume?.read('subpath', text) ?? image?.read('subpath', text),
    size: tmpfs?.read('size', size),
    mode: tmpfs?.fixed('mode', octal),
  };
  return {
    ...{type, target, isReadOnly},
    ...(source !== undefined && {source}),
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    label: `${source ?? type}:${target}`,
  };
}

const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];
const RECURSIONS = ['enabled', 'disabled', 'writable', 'readonly'];

function oneOf(known: readonly string[]): (value: unknown) => string | undefined {
  return value => known.find(each => each === value);
}

/** Docker refuses `readonly` for a mount that is not. */
function recursionOf(bind: Section, isReadOnly: boolean): string | undefined {
  const recursive = bind.read('recursive', oneOf(RECURSIONS));
  if (recursive !== 'readonly' || isReadOnly) return recursive;
  bind.leaveOut('recursive', 'Docker refuses `readonly` without `read_only`; mounts below are as by default');
  return undefined;
}

/** Compose passes no label on with a `recursive`. */
function selinuxOf(bind: Section, recursive: string | undefined): string | undefined {
  if (!bind.has('selinux') || recursive === undefined || recursive === 'enabled')
    return bind.read('selinux', oneOf(['z', 'Z']));
  bind.leaveOut('selinux', 'with `recursive`, Compose sets no label either');
  return undefined;
}

/** YAML has made a number of `0755`; a string is octal. */
export function octal(value: unknown): string | undefined {
  if (typeof value === 'number') return value.toString(8);
  return /^(0o?)?[0-7]+$/.test(String(value)) ? String(value).replace(/^0o?/, '') : undefined;
}
