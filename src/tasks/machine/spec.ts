import {resolve as resolvePath} from 'node:path';
import type {Machine} from '../../schema/tasks/machine.ts';
import type {MachineRequest} from '../../smolvm/machine-request.ts';
import type {Values} from '../../values/value-source.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import {parseMount} from '../shared/mounts.ts';
import {BadValue, bytesOf} from '../../values/quantities.ts';
import {parseMachinePort} from './ports.ts';
import type {SourceOf} from '../kind.ts';
import type {UpContext} from '../task-context.ts';

/** A `machine` task with its references resolved. Strings with a special syntax are parsed when it starts. */
export interface MachineSpec
  extends Pick<Machine, 'image' | 'from' | 'smolfile' | 'cpus' | 'net'>, Pick<MachineRequest, SharedKey> {
  readonly memory?: string;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  /** The maximum number of concurrent commands in the machine. */
  readonly parallel: number;
}

/** The keys that are passed to the request unchanged. */
type SharedKey =
  'env' | 'allowCidrs' | 'allowHosts' | 'denyCidrs' | 'unchecked' | 'command' | 'stopOnExit' | 'init';

const MIB = 1024 ** 2;

/** Resolves a `machine` task. */
export function resolveMachine({machine}: SourceOf<'machine'>, {text}: Values): MachineSpec {
  const texts = (sources: readonly string[] = []): string[] => sources.map(text);
  const {image, from, smolfile, cpus, net, memory, env = {}, confinement = 'checked'} = machine;
  return {
    ...(image !== undefined && {image: text(image)}),
    ...(from !== undefined && {from: text(from)}),
    ...(smolfile !== undefined && {smolfile: text(smolfile)}),
    ...(cpus !== undefined && {cpus}),
    ...(net !== undefined && {net}),
    ...(memory !== undefined && {memory: text(memory)}),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, text(String(value))])),
    volumes: texts(machine.volumes),
    ports: texts(machine.ports),
    allowCidrs: texts(machine.allow_cidrs),
    allowHosts: texts(machine.allow_hosts),
    denyCidrs: texts(machine.deny_cidrs),
    unchecked: confinement === 'unchecked',
    command: texts(machine.command),
    stopOnExit: machine.stop_on_exit ?? false,
    init: texts(machine.init),
    parallel: machine.parallel ?? 1,
  };
}

/**
 * The request to smolvm, with absolute paths and parsed strings.
 * @throws TaskError `cannot-start` for a string that is invalid after resolving its references
 */
export function requestOf(spec: MachineSpec, context: UpContext): MachineRequest {
  const {image, from, smolfile, memory, volumes, ports, parallel: _, ...rest} = spec;
  const absolute = (path: string): string => resolvePath(context.file.dir, path);
  return {
    ...rest,
    ...(memory !== undefined && {memoryMib: orFail(mebibytes(memory), context)}),
    ...(image !== undefined && {image: /^[./]/.test(image) ? absolute(image) : image}),
    ...(from !== undefined && {from: absolute(from)}),
    ...(smolfile !== undefined && {smolfile: absolute(smolfile)}),
    volumes: volumes.map(volume => mounted(volume, context)),
    ports: ports.map(port => orFail(parseMachinePort(port), context)),
  };
}

function mounted(text: string, context: UpContext): string {
  const {source, target, readOnly} = orFail(parseMount(text, context.file.dir, true), context);
  return `${source}:${target}${readOnly ? ':ro' : ''}`;
}

function mebibytes(size: string): number | string {
  try {
    return Math.ceil(bytesOf(size) / MIB);
  } catch (error) {
    if (error instanceof BadValue) return error.message;
    throw error;
  }
}

function orFail<Read>(read: Read | string, {task}: UpContext): Read {
  if (typeof read !== 'string') return read;
  throw new TaskError(startFailure(task, 'machine', read));
}
