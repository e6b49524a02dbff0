import type {Task} from '../model/launch-file.ts';
import {secretValues} from '../config/analysis/secret-outputs.ts';
import type {Up, UpContext} from '../tasks/kind.ts';
import {values} from '../values/resolve.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {awaitReady} from './await-ready.ts';
import {commandEnvironment} from './command-environment.ts';
import {deferCommand, withoutSecrets} from './defer-command.ts';
import {refuseTakenPorts} from './refuse-taken-ports.ts';
import type {Session} from './session.ts';
import {taskOutput} from './task-output.ts';

/** What one attempt of a task has on top of the session. */
export interface AttemptContext {
  /** Which one it is, from 1. */
  readonly number: number;
  /** Aborted when the task must stop coming up. */
  readonly signal: AbortSignal;
  /** Reports what the task is doing now. */
  report(doing: string): void;
  /** Keeps in mind what it is doing, where that is reported in another way. */
  note(doing: string): void;
  /** Called when its command has begun. */
  onRunning(): void;
  /** Called when its probes begin. */
  onProbing(): void;
}

/**
 * Brings a task up once and waits until it is ready; its outputs can then be read.
 * @throws TaskError, or the reason of the signal
 */
export async function attempt(task: Task, life: AttemptContext, session: Session): Promise<Up> {
  const {table, scope, onOutputs} = session;
  await refuseTakenPorts(task, session);
  const context = upContext(task, life, taskOutput(task, session), session);
  const up = await task.up(values(scope), context);
  context.hideSecrets(up.outputs);
  table.setOutputs(task.name, up.outputs);
  life.onProbing();
  const found = await awaitReady({task, up, context, session, note: life.note});
  const outputs = {...up.outputs, ...found};
  table.setOutputs(task.name, outputs);
  onOutputs(task.name, outputs);
  return up;
}

function upContext(
  task: Task,
  {number, signal, report, onRunning}: AttemptContext,
  output: UpContext['output'],
  session: Session,
): UpContext {
  const {launch, facts, journal, services, table} = session;
  return {
    task: task.name,
    attempt: number,
    run: facts,
    file: {path: launch.path, dir: launch.dir},
    env: commandEnvironment(task, session),
    signal,
    record: async made => await journal.record(task.name, made),
    forget: async made => await journal.forget(task.name, made),
    output,
    channelOf: name => {
      const {kind, source} = launch.tasks.get(name as TaskName) as Task;
      if (!kind.channel) throw new Error(`a ${kind.name} task has no channel`);
      const outputs = table.outputsOf(name as TaskName) ?? {};
      return kind.channel.open({task: task.name, source, outputs}, services);
    },
    takeTerminal: async () => await session.takeTerminal(task.name),
    report,
    started: onRunning,
    warn: warning => session.emit({type: 'task-warned', task: task.name, warning}),
    isSecret: session.masker.hasSecret,
    defer: (command, place) => deferCommand(command, place, task, session),
    withoutSecrets: outputs => withoutSecrets(outputs, session),
    hideSecrets: outputs => session.masker.add(secretValues(task.source, outputs)),
    services,
  };
}
