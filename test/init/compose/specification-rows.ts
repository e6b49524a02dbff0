import {appTask} from '../draft-rig.ts';

/** The conversion of a key of the Compose specification, shown by an example. */
export interface Row {
  /** A Compose file with the key; beside it are `there`, a file, and `web`, a folder with a Dockerfile. */
  readonly file: object;
  /** Tasks that carry it over. */
  readonly tasks?: object;
  /** A part of the report about it; without one, nothing may be reported. */
  readonly reported?: string;
}

export type Rows = Readonly<Record<string, Row>>;

/** Rows of keys below a path. */
export function under(path: string, rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [`${path}.${key}`, row]));
}

export function file(source: object, tasks: object): Row {
  return {file: source, tasks};
}

/** A service with an image, in the network that needs no task. */
export function app(keys: object): object {
  return {image: 'app:1', network_mode: 'bridge', ...keys};
}

/** A key of a service that becomes keys of its container. */
export function service(keys: object, container: object, others: object = {}): Row {
  return {file: {services: {app: app(keys)}, ...others}, tasks: {app: appTask(container)}};
}

/** A key that a container has under the same name, with the same value. */
export function alike(key: string, value: unknown): Rows {
  return {[key]: service({[key]: value}, {[key]: value})};
}

/** A key of a service that is only reported. */
export function reported(keys: object, text: string, others: object = {}): Row {
  return {file: {services: {app: app(keys)}, ...others}, reported: text};
}
