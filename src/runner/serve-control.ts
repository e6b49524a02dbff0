import manifest from '../../package.json' with {type: 'json'};
import type {Handler} from '../control/dispatch.ts';
import {ERROR, PROTOCOL_VERSION, RefusedRequest} from '../control/protocol.ts';
import {openControlServer, type ControlServer} from '../control/server.ts';
import {fieldsOf} from '../state/fields.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {RefusedByRun, type RunControl, type TaskOutputs} from './run-control.ts';
import {RUN_ERROR, type RunMethods} from './run-methods.ts';

/** Inputs of the control socket of a run. */
export interface ControlledRun {
  readonly id: RunId;
  readonly dir: string;
  readonly onBug: (error: unknown) => void;
}

/**
 * Opens the control socket of a run.
 * @throws a system error
 */
export async function serveControl(
  control: RunControl,
  {id, dir, onBug}: ControlledRun,
): Promise<ControlServer> {
  const hello = {protocol: PROTOCOL_VERSION, bottle: manifest.version, run: id, pid: process.pid};
  return await openControlServer({dir, hello, methods: new Map(Object.entries(handlersOf(control))), onBug});
}

/** The handlers of the methods. Parameters are unchecked, because they come from another process. */
type Handlers = {
  readonly [Method in keyof RunMethods]: (params: unknown) => Promise<RunMethods[Method]['result']>;
};

function handlersOf(control: RunControl): Readonly<Record<string, Handler>> {
  const handlers: Handlers = {
    stop: async params => await control.stop(tasksIn(params)),
    start: async params => await control.start(tasksIn(params)),
    restart: async params =>
      await control.restart(tasksIn(params), {
        deps: flagIn(params, 'deps', true),
        renew: flagIn(params, 'renew', false),
      }),
    async down(params) {
      const stopTimeoutMs = millisecondsIn(params, 'stopTimeoutMs');
      const force = flagIn(params, 'force', false);
      return await control.down({force, ...(stopTimeoutMs !== undefined && {stopTimeoutMs})});
    },
    execTarget: async params => {
      const {task} = fieldsOf(params);
      if (!isName(task)) throw new RefusedRequest(ERROR.invalidParams, '`task` must be a name');
      return await control.execTarget(task);
    },
    async outputs(params) {
      const reveal = flagIn(params, 'reveal', false);
      const tasks = [...control.outputs()].map(([task, outputs]) => [
        task,
        reveal ? outputs : masked(outputs),
      ]);
      return {tasks: Object.fromEntries(tasks) as Readonly<Record<string, TaskOutputs>>};
    },
  };
  const refusing = Object.entries(handlers).map(([method, handle]): [string, Handler] => [
    method,
    async params => await handle(params).catch(refuse),
  ]);
  return Object.fromEntries(refusing);
}

function masked({values, secret}: TaskOutputs): TaskOutputs {
  return {
    values: Object.fromEntries(Object.entries(values).filter(([name]) => !secret.includes(name))),
    secret,
  };
}

function refuse(error: unknown): never {
  if (!(error instanceof RefusedByRun)) throw error;
  const {refusal} = error;
  switch (refusal.reason) {
    case 'unknown-task': {
      const {task, known} = refusal;
      throw new RefusedRequest(RUN_ERROR.unknownTask, `the run has no task \`${task}\``, {task, known});
    }
    case 'not-up': {
      const {task, status} = refusal;
      throw new RefusedRequest(RUN_ERROR.notUp, `task \`${task}\` is not up, it is ${status}`, {
        task,
        status,
      });
    }
    case 'no-commands': {
      const {task, kind} = refusal;
      const message = `no command can run in task \`${task}\` of kind \`${kind}\``;
      throw new RefusedRequest(RUN_ERROR.noCommands, message, {task, kind});
    }
    case 'run-stopping':
      throw new RefusedRequest(RUN_ERROR.stopping, 'the run is stopping');
  }
}

function tasksIn(params: unknown): readonly TaskName[] {
  const {tasks} = fieldsOf(params);
  if (!Array.isArray(tasks) || tasks.length === 0 || !tasks.every(isName))
    throw new RefusedRequest(ERROR.invalidParams, '`tasks` must be a list of names');
  return tasks;
}

/** Whether a value can be a task name. The run itself checks whether it has such a task. */
function isName(value: unknown): value is TaskName {
  return typeof value === 'string';
}

function flagIn(params: unknown, name: string, otherwise: boolean): boolean {
  const {[name]: flag = otherwise} = fieldsOf(params);
  if (typeof flag !== 'boolean')
    throw new RefusedRequest(ERROR.invalidParams, `\`${name}\` must be \`true\` or \`false\``);
  return flag;
}

function millisecondsIn(params: unknown, name: string): number | undefined {
  const {[name]: ms} = fieldsOf(params);
  if (ms !== undefined && !(typeof ms === 'number' && ms >= 0))
    throw new RefusedRequest(ERROR.invalidParams, `\`${name}\` must be a number of milliseconds`);
  return ms;
}
