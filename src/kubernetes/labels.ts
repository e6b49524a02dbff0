import {isLabelKey, isLabelValue, labelValue} from './names.ts';

/** The owner of an object. */
export interface ObjectOwner {
  readonly run: string;
  /** Absent for what belongs to the whole run: its namespace, its Lease. */
  readonly task?: string;
  /** The launch file, absolute. */
  readonly file: string;
  /** Which state directory knows of the run. */
  readonly state: string;
  /** The user and machine of the bottle that made it: `me@laptop`. */
  readonly owner: string;
}

/** The labels of everything that bottle makes in a cluster: those of Docker objects, and whose bottle it was. */
export const LABELS = {
  run: 'bottle.run',
  task: 'bottle.task',
  file: 'bottle.file',
  state: 'bottle.state',
  owner: 'bottle.owner',
  /** Of an object that outlives its run: `true`. */
  keep: 'bottle.keep',
} as const;

/** Labels, and what does not fit into labels. */
export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The metadata of an object: values that a label cannot hold are shortened there, and whole as annotations. */
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

/** A selector of the objects that have these labels. */
export function selectorOf(labels: Readonly<Partial<Record<keyof typeof LABELS, string>>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `bottle.${name}=${labelValue(value)}`)
    .join(',');
}
