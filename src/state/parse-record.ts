import type {MadeRecord} from '../vocabulary/journal-record.ts';
import {fieldsOf} from './fields.ts';

/** Parses a record from a journal; empty if this bottle does not know the record. */
export function parseRecord(value: unknown): readonly MadeRecord[] {
  const {made, ...fields} = fieldsOf(value);
  if (typeof made !== 'string' || !Object.hasOwn(shapes, made)) return [];
  const shape = Object.entries(shapes[made as MadeRecord['made']]);
  return shape.every(([field, isValid]) => isValid(fields[field])) ? [value as MadeRecord] : [];
}

type RecordOf<Made, Each = MadeRecord> = Each extends {readonly made: infer Own}
  ? Made extends Own
    ? Each
    : never
  : never;

/** Checks of a record's fields; an optional one accepts `undefined`. */
type Shape<Each> = Readonly<Required<Record<Exclude<keyof Each, 'made'>, (value: unknown) => boolean>>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isTextMap = (value: unknown): boolean => Object.values(fieldsOf(value)).every(isText);

const isOptional =
  (isValid: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isValid(value);

const isDeferred = (value: unknown): boolean => {
  const {command, shell, cwd, env, values, secrets} = fieldsOf(value);
  const isCommand = isText(command) || (Array.isArray(command) && command.every(isText));
  const isSource = (source: unknown): boolean =>
    isTextMap(source) && Object.keys(fieldsOf(source)).length === 1;
  const areSecrets = Object.values(fieldsOf(secrets)).every(isSource);
  return isCommand && isText(shell) && isText(cwd) && isTextMap(env) && isTextMap(values) && areSecrets;
};

const isHook = (value: unknown): boolean => {
  const {command, user, workdir, privileged} = fieldsOf(value);
  return (
    isDeferred(command) && [user, workdir].every(isOptional(isText)) && isOptional(isBoolean)(privileged)
  );
};

const areHooks = (value: unknown): boolean => Array.isArray(value) && value.every(isHook);

const docker = {
  ...{name: isText, run: isText, engine: isText, graceMs: isNumber},
  certs: isOptional(isText),
  preStop: isOptional(areHooks),
};

const isCluster = (value: unknown): boolean => {
  const {server, context, kubeconfig} = fieldsOf(value);
  return isText(server) && [context, kubeconfig].every(isOptional(isText));
};

/** The fields that a teardown reads from each type of record. */
const shapes: {readonly [Made in MadeRecord['made']]: Shape<RecordOf<Made>>} = {
  process: {
    pid: isNumber,
    startTime: isText,
    bootId: isText,
    pidNamespace: isText,
    group: isBoolean,
    graceMs: isNumber,
    stopSignal: isOptional(isText),
    stop: isOptional(isDeferred),
    cgroup: isOptional(isText),
  },
  undo: {command: isDeferred, graceMs: isNumber, artifact: isOptional(isText)},
  outputs: {outputs: isTextMap},
  lease: {claim: isText, nonce: isText},
  file: {path: isText},
  container: docker,
  network: docker,
  volume: docker,
  object: {
    ...{kind: isText, name: isText, namespace: isText, run: isText, cluster: isCluster, graceMs: isNumber},
    preStop: isOptional(areHooks),
    container: isOptional(isText),
  },
  machine: {name: isText, places: isTextMap},
};
