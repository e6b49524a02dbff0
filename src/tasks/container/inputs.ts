import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {labelsOf, objectName} from '../../docker/labels.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import {parseMemoryMount, parseMount} from '../shared/mounts.ts';
import type {ContainerInputs} from './create-options.ts';
import {parsePort} from '../shared/ports.ts';
import type {ContainerSpec} from './spec.ts';
import {parseEnvFile} from './env-file.ts';
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
    env: {...(await readEnvFiles(spec, context)), ...spec.env, ...spec.healthcheck?.env},
    ports: spec.ports.map(text => accept(parsePort(text))),
    mounts: spec.volumes.map(({text, startsOpen}) => accept(parseMount(text, file.dir, startsOpen))),
    memoryMounts: spec.tmpfs.map(text => accept(parseMemoryMount(text))),
    alias: task,
  };
}

async function readEnvFiles(
  {envFiles}: ContainerSpec,
  context: UpContext,
): Promise<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {};
  for (const path of envFiles) {
    const text = await readText(path, context);
    const read = parseEnvFile(text);
    if ('badLine' in read)
      throw cannotStart(`env_file \`${path}\`, line ${read.badLine}: expected \`NAME=value\``, context);
    Object.assign(variables, read.variables);
  }
  return variables;
}

async function readText(path: string, context: UpContext): Promise<string> {
  try {
    return await readFile(resolve(context.file.dir, path), 'utf8');
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    throw cannotStart(`env_file \`${path}\` cannot be read: ${why}`, context);
  }
}

function cannotStart(why: string, {task}: UpContext): TaskError {
  return new TaskError(startFailure(task, 'container', why));
}
