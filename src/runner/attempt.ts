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
import type {Slot} from './slots.ts';
import {taskOutput} from './task-output.ts';

/** What one try of a task has on top of the session. */
export interface Try {
  /** Which one it is, from 1. */
  readonly number: number;
  /** Fires when the task shall stop coming up. */
  readonly signal: AbortSignal;
  /** Told what the task is doing now. */
  report(doing: string): void;
  /** Keeps in mind what it is doing, where that is told in another way. */
  note(doing: string): void;
  /** The slot that the attempt holds, if it needs one. */
  readonly slot?: Slot;
}

/**
 * Brings a task up once and waits until it is ready; its outputs can then be read.
 * @throws TaskError, or the reason of the signal
 */
export async function attempt(task: Task, life: Try, session: Session): Promise<Up> {
  await refuseTakenPorts(task, session);
  const context = upContext(task, life, taskOutput(task, session), session);
  session.scheduler.setState(task.name, 'starting');
  const up = await task.kind.up(task.kind.resolve(task.source as never, values(session.scope)), context);
  context.hideSecrets(up.outputs);
  session.outputs.set(task.name, up.outputs);
  context.started();
  // Its command has ended; what its probes look at now, bottle is not starting.
  if (task.kind.lasting === 'ends') life.slot?.release();
  const found = await awaitReady({task, up, context, session, note: life.note});
  const outputs = {...up.outputs, ...found};
  session.outputs.set(task.name, outputs);
  session.onOutputs(task.name, outputs);
  return up;
}

function upContext(
  task: Task,
  {number, signal, report}: Try,
  output: UpContext['output'],
  session: Session,
): UpContext {
  const {launch, facts, journal, outside} = session;
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
      const outputs = session.outputs.get(name as TaskName) ?? {};
      return kind.channel.open({task: task.name, source, outputs}, outside);
    },
    takeTerminal: async () => await session.takeTerminal(task.name),
    report,
    started: () => session.scheduler.setState(task.name, 'started'),
    warn: warning => session.emit({type: 'task-warned', task: task.name, warning}),
    isSecret: session.masker.hasSecret,
    defer: (command, place) => deferCommand(command, place, task, session),
    withoutSecrets: outputs => withoutSecrets(outputs, session),
    hideSecrets: outputs => session.masker.add(secretValues(task.source, outputs)),
    outside,
  };
}
