import type {KeyPath} from '../config/yaml/parsed-file.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {isMap} from '../config/yaml/errors-below.ts';
import type {Kind} from '../tasks/kind.ts';
import {taskSource} from './task-source.ts';

/** A place in the file that contains the name of a task. */
export interface NamePlace {
  /** Whether the task `name` is valid there, as far as can be determined. */
  readonly takes: (name: string, partial: PartialFile) => boolean;
  /** Candidates that are not tasks. */
  readonly others?: readonly string[];
  /** Whether the name precedes a `:`, as in `box:/path`. */
  readonly isSide?: boolean;
  /** Whether a list of names is expected instead of a name. */
  readonly isList?: boolean;
}

/** The kind of task name expected at `path`; `undefined` if none is. */
export function namePlaceAt(path: KeyPath): NamePlace | undefined {
  if (path[0] === 'until') return path.length === 1 ? {takes: ends} : undefined;
  if (path[0] === 'profiles') return path[2] === 'until' ? {takes: ends} : undefined;
  if (path[0] !== 'tasks') return undefined;
  const inside = path.slice(2).map(part => (typeof part === 'number' ? '*' : part));
  return places.get(inside.join('.'));
}

const need: NamePlace = {takes: () => true};
const network: NamePlace = {takes: isOfKind('network'), others: ['bridge']};
const withChannel: NamePlace = {takes: ofKinds(({channel}) => channel !== undefined)};

/** Places by path inside a task. */
const places: ReadonlyMap<string, NamePlace> = new Map([
  ['needs', {...need, isList: true}],
  ['needs.*', need],
  ['needs.*.task', need],
  ['exec.in', withChannel],
  ['container.networks', {...network, isList: true}],
  ['container.networks.*', network],
  ['container.networks.*.network', network],
  ['container.volumes.*', {takes: isOfKind('volume'), isSide: true}],
  ['container.volumes.*.source', {takes: isOfKind('volume')}],
  ['container.links.*', {takes: isOfKind('container'), isSide: true}],
  ['certificate.issuer', {takes: isAuthority}],
  ['copy.from', {...withChannel, isSide: true}],
  ['copy.to', {...withChannel, isSide: true}],
]);

/** Whether a task is valid and ends on its own. */
function ends(name: string, {tasks}: PartialFile): boolean {
  return tasks.get(name)?.validTask?.lifetime() === 'oneshot';
}

function isOfKind(kind: string): NamePlace['takes'] {
  return ofKinds(({name}) => name === kind);
}

function isAuthority(name: string, partial: PartialFile): boolean {
  const {certificate} = taskSource(partial, name);
  return isMap(certificate) && certificate.ca === true;
}

/** Accepts tasks of certain kinds. A task that has no kind yet is not accepted. */
function ofKinds(fits: (kind: Kind) => boolean): NamePlace['takes'] {
  return (name, partial) => {
    const task = taskSource(partial, name);
    return Object.values(partial.kinds).some(kind => kind.name in task && fits(kind));
  };
}
