import {isLabelKey, isLabelValue, labelValue} from './names.ts';

/** The owner of an object. */
export interface ObjectOwner {
  readonly run: string;
  /** Absent for objects of the whole run, such as its namespace and its Lease. */
  readonly task?: string;
  /** The launch file, absolute. */
  readonly file: string;
  /** The id of the state directory that contains the run. */
  readonly state: string;
  /** The user and machine of the bottle that created it: `me@laptop`. */
  readonly owner: string;
}

/** The labels of everything that bottle creates in a cluster: the same as in Docker, and the owner of the bottle. */
export const LABELS = {
  run: 'bottle.run',
  task: 'bottle.task',
  file: 'bottle.file',
  state: 'bottle.state',
  owner: 'bottle.owner',
  /** `true` for an object that outlives its run. */
  keep: 'bottle.keep',
} as const;

/** Labels, and annotations for values that do not fit into labels. */
export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The metadata of an object. Values that are too long or invalid for a label are shortened there, and complete in an
 * annotation.
 */
export function metadataOf(owner: ObjectOwner, own: Readonly<Record<string, string>> = {}): Metadata {
  const bottles = Object.entries(owner).map(([name, value]) => [`bottle.${name}`, String(value)] as const);
  const all = [...Object.entries(own).filter(([key]) => isLabelKey(key)), ...bottles];
  const isOwn = (key: string): boolean => key.startsWith('bottle.');
  return {
    labels: Object.fromEntries(
      all
        .filter(([key, value]) => isOwn(key) || isLabelValue(value))
        .map(([key, value]) => [key, labelValue(value)]),
    ),
    annotations: Object.fromEntries(all.filter(([, value]) => !isLabelValue(value))),
  };
}

/** A selector for objects with these labels. */
export function selectorOf(labels: Readonly<Partial<Record<keyof typeof LABELS, string>>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `bottle.${name}=${labelValue(value)}`)
    .join(',');
}
