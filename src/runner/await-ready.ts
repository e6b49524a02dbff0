import type {Task} from '../model/launch-file.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {untilReady} from '../polling/poller.ts';
import {createProbe, type ProbeDependencies} from '../probes/registry.ts';
import {runBriefly} from '../tasks/host/brief-command.ts';
import type {Up, UpContext} from '../tasks/task-context.ts';
import type {Probe as ProbeSource} from '../schema/probes.ts';
import {values} from '../values/resolve.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {exitFailure} from '../vocabulary/make-failure.ts';
import type {OutputName} from '../tasks/task-context.ts';
import {findStranger} from './own-listeners.ts';
import type {Session} from './session.ts';
import {lastOutput} from '../output/last-output.ts';

/**
 * Runs all probes of a task in parallel until they pass, and returns the outputs that they found. The first failure cancels the
 * others, as does the exit of the probed process.
 * @throws TaskError, or the reason of the context's signal
 */
export async function awaitReady(wait: ReadyWait): Promise<Readonly<Record<OutputName, string>>> {
  const {task, context} = wait;
  const others = new AbortController();
  const signal = AbortSignal.any([context.signal, others.signal]);
  const commands = new Set<Promise<unknown>>();
  const waits = probesOf(task.source).map(async source => {
    try {
      return await awaitProbe(source, {...wait, context: {...context, signal}, commands});
    } catch (error) {
      others.abort();
      throw error;
    }
  });
  const settled = Promise.allSettled(waits);
  try {
    return Object.assign({}, ...(await Promise.all(waits))) as Record<OutputName, string>;
  } finally {
    // Cancelled attempts and their killed commands must be gone before the task continues.
    await settled;
    await Promise.allSettled(commands);
  }
}

/** A started task and the context for its probes. */
export interface ProbedTask {
  readonly task: Task;
  readonly up: Up;
  readonly context: UpContext;
  readonly session: Session;
}

/** A started task whose probes must pass. */
export interface ReadyWait extends ProbedTask {
  /** Stores what the task is waiting for. */
  note(doing: string): void;
}

interface ProbeWait extends ReadyWait {
  /** The running commands of probes. */
  readonly commands: Set<Promise<unknown>>;
}

async function awaitProbe(source: ProbeSource, wait: ProbeWait): Promise<Readonly<Record<string, string>>> {
  const {task, up, context, session} = wait;
  const {probe, limits} = createProbe(source, probeDependencies(wait));
  const {timeoutMs} = limits;
  const about = {task: task.name, probe: probe.description};
  const url = probe.url !== undefined && {url: probe.url};
  session.emit({type: 'probe-started', ...about, ...url, timeoutMs});
  wait.note(`waiting for ${probe.description}`);
  const readiness = await untilReady(probe, limits, {
    clock: context.services.clock,
    signal: context.signal,
    ...(up.ended && {died: up.ended}),
    onAttempt: attempt => session.emit({type: 'probe-attempted', ...about, ...attempt, timeoutMs}),
  });
  const output = lastOutput(context.output);
  switch (readiness.status) {
    case 'ready': {
      const {attempts, elapsedMs, outputs} = readiness;
      session.emit({type: 'probe-passed', ...about, attempts, elapsedMs});
      return outputs;
    }
    case 'timed-out': {
      const {attempts, elapsedMs, lastSeen} = readiness;
      throw new TaskError({
        reason: 'not-ready',
        ...about,
        attempts,
        elapsedMs,
        timeoutMs,
        lastSeen,
        ...output,
      });
    }
    case 'never': {
      const {lastSeen, next} = readiness;
      throw new TaskError({
        ...{reason: 'never-ready', ...about, lastSeen, ...output},
        ...(next !== undefined && {next}),
      });
    }
    case 'died': {
      const exit = (await up.ended) ?? {code: 0};
      throw new TaskError(exitFailure({task: task.name, exit, ...output}));
    }
    case 'cancelled':
      throw context.signal.reason;
  }
}

/** Dependencies of the probes of a started task. */
export function probeDependencies({
  task,
  up,
  context,
  session,
  commands,
}: Omit<ProbeWait, 'note'>): ProbeDependencies {
  return {
    subject: up.subject,
    onOutputs: context.hideSecrets,
    values: values(session.scopes.ofTask(task)),
    clock: context.services.clock,
    watchListeners: context.services.watchListeners,
    cwd: context.file.dir,
    env: context.env,
    shell: 'shell' in task.source ? (task.source.shell ?? 'sh') : 'sh',
    ...(task.kind.listensAt && {findStranger: async at => await findStranger(at, task.name, session)}),
    runCommand: async (command, {signal, shell}) => {
      const answer = runBriefly({command, shell, cwd: context.file.dir}, context, signal);
      commands.add(answer);
      return await answer.finally(() => commands.delete(answer));
    },
  };
}
