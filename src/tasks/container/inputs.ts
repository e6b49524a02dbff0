import {labelsOf, objectName} from '../../docker/labels.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import {parseMemoryMount, parseMount} from '../shared/mounts.ts';
import type {ContainerInputs} from './create-options.ts';
import {parsePort} from '../shared/ports.ts';
import {engineOptions, type EngineOptions} from './options/all.ts';
import {BadValue} from './options/numbers.ts';
import type {ContainerSpec} from './spec.ts';
import {envFilesOf, ownValue} from '../shared/env-files.ts';
import type {UpContext} from '../kind.ts';

/**
 * Reads the inputs of a container that are available only now: strings that contained references, and files.
 * @throws TaskError `cannot-start`
 */
export async function inputsOf(spec: ContainerSpec, context: UpContext): Promise<ContainerInputs> {
  const {task, run, file} = context;
  const belonging = {run: run.id, task, file: file.path, state: run.state};
  const accept = <T>(read: T | string): T => {
    if (typeof read === 'string') throw cannotStart(read, context);
    return read;
  };
  return {
    name: objectName(belonging),
    labels: labelsOf(belonging, spec.labels),
    env: {...(await fileVariables(spec, context)), ...spec.env, ...spec.healthcheck?.env},
    ports: spec.ports.map(text => accept(parsePort(text))),
    mounts: spec.volumes.map(({text, startsOpen}) => accept(parseMount(text, file.dir, startsOpen))),
    memoryMounts: spec.tmpfs.map(text => accept(parseMemoryMount(text))),
    options: optionsOf(spec, context),
    alias: task,
  };
}

/** A value that a reference gave may not fit its key. */
function optionsOf({keys}: ContainerSpec, context: UpContext): EngineOptions {
  try {
    return engineOptions(keys);
  } catch (error) {
    throw error instanceof BadValue ? cannotStart(error.message, context) : error;
  }
}

/** As in Compose, the environment of bottle comes before the container's `env` where a file reads \`${NAME}\`. */
async function fileVariables(
  {envFiles, env}: ContainerSpec,
  {file, variables, task}: UpContext,
): Promise<Readonly<Record<string, string>>> {
  const lookup = (name: string): string | undefined => ownValue(variables, name) ?? ownValue(env, name);
  return await envFilesOf(envFiles, {dir: file.dir, lookup, task, kind: 'container'});
}

function cannotStart(why: string, {task}: UpContext): TaskError {
  return new TaskError(startFailure(task, 'container', why));
}
