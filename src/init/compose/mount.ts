import {isScalar} from '../plain-map.ts';
import type {Section} from './section.ts';
import {atColons, flag, pairs, size, text} from './values.ts';
import {asConstant, asReferences, variablesIn} from './variables.ts';

/** A mount of a service. */
export interface ComposeMount {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'image' | 'cluster' | 'npipe';
  /** A path or the name of a volume, as written, with variables; absent for an anonymous volume. */
  readonly source?: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  readonly options: MountOptions;
  /** The label for reports: `volumes[2]`, or as written. */
  readonly label: string;
}

/** The options of a mount, as in Compose. */
export interface MountOptions {
  readonly propagation?: string;
  readonly createsHostPath?: boolean;
  readonly recursive?: string;
  readonly selinux?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly noCopy?: boolean;
  readonly subpath?: string;
  readonly size?: string;
  /** The mode in octal. */
  readonly mode?: string;
}

/** The variables of `.env`. */
type Env = Readonly<Record<string, string>>;

/** A mount in the short or long form; `undefined` for an invalid one. */
export function mountOf(item: unknown, section: Section, env: Env): ComposeMount | undefined {
  const mount = isScalar(item) ? shortMount(String(item), section, env) : longMount(section);
  if (mount?.type !== 'volume' || mount.source === undefined) return mount;
  return {...mount, source: known(mount.source, 'the volume', mount.label, {section, env})};
}

function shortMount(given: string, section: Section, env: Env): ComposeMount | undefined {
  const parts = atColons(given);
  const [first = '', second, modes = '', ...more] = parts;
  if (more.length > 0 || first === '') return undefined;
  const options = optionsOf(known(modes, 'the options', given, {section, env}));
  if (options === undefined) return undefined;
  const isPath = isHostPath(first, env);
  const shared = {isReadOnly: options.isReadOnly, label: given};
  if (second === undefined) return {type: 'volume', target: asReferences(first), options: {}, ...shared};
  return {
    ...{type: isPath ? 'bind' : 'volume', source: first, target: asReferences(second), ...shared},
    // The short form creates missing folders.
    options: {...options.options, ...(isPath && {createsHostPath: true})},
  };
}

/** A variable may be a path or a volume. Its value in `.env` or its default decides; without a value, it is treated as a path. */
export function isHostPath(source: string, env: Env): boolean {
  const value = asConstant(source, env);
  return /^[./~]/.test(value) || (value === '' && source.startsWith('$')) || /^[A-Za-z]:[\\/]/.test(value);
}

/** A part that must be known before the run. */
function known(
  source: string,
  what: string,
  label: string,
  {section, env}: {readonly section: Section; readonly env: Env},
): string {
  const names = variablesIn(source).map(name => `\`${name}\``);
  if (names.length === 0) return source;
  const value = asConstant(source, env);
  section.report(
    `${what} of \`${label}\``,
    `fixed to \`${value}\`, regardless of ${names.join(', ')}, because it must be known before the run`,
  );
  return value;
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

/** Docker refuses `readonly` for a mount that is not read-only. */
function recursionOf(bind: Section, isReadOnly: boolean): string | undefined {
  const recursive = bind.read('recursive', oneOf(RECURSIONS));
  if (recursive !== 'readonly' || isReadOnly) return recursive;
  bind.leaveOut('recursive', 'Docker refuses `readonly` without `read_only`; mounts below use the default');
  return undefined;
}

/** Compose passes no label if `recursive` is set. */
function selinuxOf(bind: Section, recursive: string | undefined): string | undefined {
  if (!bind.has('selinux') || recursive === undefined || recursive === 'enabled')
    return bind.read('selinux', oneOf(['z', 'Z']));
  bind.leaveOut('selinux', 'with `recursive`, Compose sets no label either');
  return undefined;
}

/** A mode in octal. YAML has already parsed `0755` as an octal number. */
export function octal(value: unknown): string | undefined {
  if (typeof value === 'number') return value.toString(8);
  return /^(0o?)?[0-7]+$/.test(String(value)) ? String(value).replace(/^0o?/, '') : undefined;
}
