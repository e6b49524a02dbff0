import {appTask} from '../draft-rig.ts';

/** The conversion of a key of the Compose specification, with an example. */
export interface Row {
  /** A Compose file with the key. The file `there`, and the folder `web` with a Dockerfile, are next to it. */
  readonly file: object;
  /** The expected tasks. */
  readonly tasks?: object;
  /** Part of the expected report about the key. If absent, nothing may be reported. */
  readonly reported?: string;
}

export type Rows = Readonly<Record<string, Row>>;

/** Prefixes the keys of rows with a path. */
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

/** A key with the same name and value in a container. */
export function alike(key: string, value: unknown): Rows {
  return {[key]: service({[key]: value}, {[key]: value})};
}

/** A key of a service that is only reported. */
export function reported(keys: object, text: string, others: object = {}): Row {
  return {file: {services: {app: app(keys)}, ...others}, reported: text};
}
