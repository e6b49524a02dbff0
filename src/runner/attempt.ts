import {isBeingStopped} from '../lifecycle/task-state.ts';
import {sourceFileOf, type Task} from '../model/launch-file.ts';
import {placeOfTask} from '../model/place-of-task.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {secretValues} from '../config/analysis/secret-outputs.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {Up, UpContext} from '../tasks/task-context.ts';
import {values} from '../values/resolve.ts';
import {entryFor, entryOf} from '../vocabulary/ids.ts';
import {awaitReady, type ProbedTask} from './await-ready.ts';
import {commandEnvironment, readEnvFiles, setVariable, type EnvFileVariables} from './command-environment.ts';
import {deferCommand, withoutSecrets} from './defer-command.ts';
import {refuseTakenPorts} from './refuse-taken-ports.ts';
import type {Session} from './session.ts';
import {taskOutput} from './task-output.ts';

/** Context of one attempt of a task, in addition to the session. */
export interface AttemptContext {
  /** Counted from 1. */
  readonly number: number;
  /** Aborted to cancel the attempt. */
  readonly signal: AbortSignal;
  /** Reports the current activity of the task. */
  report(doing: string): void;
  /** Stores the current activity without reporting it, if another event already does. */
  note(doing: string): void;
  /** Called when the command has started. */
  onRunning(): void;
  /** Called when probing starts, if there are probes. */
  onProbing(): void;
}

/**
 * Starts a task once and waits until it is ready. From then on, its outputs can be read.
 * @throws TaskError, or the reason of the signal
 */
export async function attempt(task: Task, current: AttemptContext, session: Session): Promise<ProbedTask> {
  const {table, scopes, onOutputs} = session;
  if (session.watch.isOn) await session.watchedFiles.accept(task.name);
  if (task.kind.listensAt) await refuseTakenPorts(task, session);
  const context = upContext(
    task,
    current,
    taskOutput(task, session),
    session,
    await readEnvFiles(task, session),
  );
  const kept = session.reused.of(task, session);
  const up = kept ? {outputs: kept, subject: {}} : await task.up(values(scopes.ofTask(task)), context);
  context.hideSecrets(up.outputs);
  table.setOutputs(task.name, up.outputs);
  const outputs = {...up.outputs, ...(await probe({task, up, context, session}, current))};
  table.setOutputs(task.name, outputs);
  session.reused.keep(task, outputs, session);
  onOutputs(task.name, outputs);
  return {task, up, context, session};
}

/** Waits for the probes of a task, if it has any, and returns the outputs that they found. */
async function probe(started: ProbedTask, {onProbing, note}: AttemptContext): Promise<Up['outputs']> {
  if (probesOf(started.task.source).length === 0) return {};
  onProbing();
  return await awaitReady({...started, note});
}

function upContext(
  task: Task,
  {number, signal, report, onRunning}: AttemptContext,
  output: UpContext['output'],
  session: Session,
  files: EnvFileVariables,
): UpContext {
  const {launch, facts, journal, services, table, stop} = session;
  const last = session.reused.last(task);
  const runVariables = session.variablesFor(task.name);
  return {
    task: task.name,
    attempt: number,
    run: facts,
    ...(last && {last}),
    file: {path: launch.path, dir: sourceFileOf(task).dir},
    env: commandEnvironment(task, session, files, runVariables),
    runVariables,
    envFile: files.task,
    ...(task.envFilesAt && {envFilesAt: task.envFilesAt.kind}),
    variable: name => setVariable(session.scopes.ofTask(task), name),
    signal,
    ahead: async () => await session.ahead.of(task.name),
    isBeingStopped: () => stop.signal.aborted || isBeingStopped(table.stateOf(task.name)),
    record: made => journal.record(task.name, made),
    forget: made => journal.forget(task.name, made),
    output,
    isPlaced: placeOfTask(task, launch) !== undefined,
    place: async () => await raceAbort(services.places.at(placeOfTask(task, launch), task.name), signal),
    channelOf: name => {
      const target = entryFor(launch.tasks, name);
      if (!target?.kind.channel) throw new Error(`task ${name} has no channel`);
      const outputs = table.outputsOf(target.name) ?? {};
      const place = placeOfTask(target, launch);
      return target.kind.channel.open({task: task.name, source: target.source, place, outputs}, services);
    },
    podSiblings: () =>
      (task.podSiblings ?? []).map(name => {
        const sibling = entryOf(launch.tasks, name);
        const file = {path: launch.path, dir: sourceFileOf(sibling).dir};
        return {task: name, source: sibling.source, values: values(session.scopes.ofTask(sibling)), file};
      }),
    takeTerminal: async () => await session.takeTerminal(task.name),
    report,
    started: onRunning,
    warn: warning => session.emit({type: 'task-warned', task: task.name, warning}),
    isSecret: session.masker.hasSecret,
    defer: (command, place) => deferCommand(command, place, {task, files}, session),
    withoutSecrets: outputs => withoutSecrets(outputs, session),
    hideSecrets: outputs => session.masker.add(secretValues(task.source, outputs)),
    services,
  };
}
