import type {Exec, ExecTask} from '../../schema/tasks/exec.ts';
import type {Values} from '../../values/value-source.ts';
import type {TaskFailure} from '../../vocabulary/failure.ts';
import {untilChannelAnswers} from './await-channel.ts';
import {commandText} from '../shared/command-line.ts';
import {runInside} from './run.ts';
import type {Kind, TaskLookup} from '../kind.ts';
import type {ExecSpec} from './spec.ts';

/**
 * A command inside a running container or machine. Its changes are deleted along with the container or machine, so there is nothing
 * to undo.
 */
export const exec: Kind<'exec', ExecSpec> = {
  name: 'exec',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  isInteractive: ({exec: {interactive = false}}) => interactive,
  probeTargets: ['output', 'channel'],
  outputs: ({exec: {interactive = false, outputs = []}}) => (interactive ? [] : ['stdout', ...outputs]),
  impliedNeeds: ({exec: {in: task}}) => [{key: 'in', task, outputs: 'channel'}],
  validate: ({exec: source}, tasks) => [...mistakes(source), ...endedMistakes(source, tasks)],
  summary: ({exec: {in: task, command, interactive = false}}, {text}) =>
    `run ${commandText(command, text)} in ${task}${interactive ? ', in the terminal' : ''}`,
  resolve,
  async up(spec, context) {
    const channel = context.channelOf(spec.in);
    // The cause of the last failure may still be present.
    if (context.attempt > 1) await untilChannelAnswers(spec.in, channel, context);
    const outputs = await runInside(spec, channel, context);
    return {outputs, subject: {output: context.output.lines, channel}};
  },
  maxAttempts({exec: {idempotent = false}, retry}, failure) {
    return idempotent && mayNotBeItsOwn(failure) ? (retry?.attempts ?? IDEMPOTENT_TRIES) : undefined;
  },
  down: async () => [],
};

/** The default number of attempts for an idempotent command without `retry`. */
const IDEMPOTENT_TRIES = 3;

/** Whether the exec channel failed or may have failed. If the command was killed, the cause is unknown. */
function mayNotBeItsOwn(failure: TaskFailure): boolean {
  if (failure.reason === 'exited') return failure.exit.signal === 'SIGKILL';
  return ['docker', 'smolvm', 'kubernetes'].includes(failure.reason);
}

function resolve({exec: source, env = {}}: ExecTask, values: Values): ExecSpec {
  const {user, workdir} = source;
  const texts = Object.entries({...env, ...source.env}).map(([name, value]) => [
    name,
    values.text(String(value)),
  ]);
  return {
    in: source.in,
    command: values.command(source.command),
    commandText: commandText(source.command),
    ...(user !== undefined && {user: values.text(user)}),
    ...(workdir !== undefined && {workdir: values.text(workdir)}),
    env: Object.fromEntries(texts) as Record<string, string>,
    outputs: source.outputs ?? [],
    interactive: source.interactive ?? false,
    idempotent: source.idempotent ?? false,
  };
}

/** Rejects containers that end. Files can be copied out of them after their end, but no command can run in them. */
function endedMistakes({in: task}: Exec, tasks: TaskLookup) {
  const target = tasks(task);
  if (!target || !('container' in target) || target.container.ends !== true) return [];
  const message = `container \`${task}\` \`ends\`, so it is no longer running by then; use a container that keeps running`;
  return [{key: ['exec', 'in'], message}];
}

function mistakes({outputs, interactive = false}: Exec) {
  const found = [];
  if (interactive && outputs) {
    const message =
      '`interactive` and `outputs` exclude each other, because bottle does not read output printed to the terminal';
    found.push({key: ['exec', 'outputs'], message});
  }
  if (outputs?.includes('stdout')) {
    const message = '`stdout` is always an output of an `exec` task; remove it';
    found.push({key: ['exec', 'outputs'], message});
  }
  return found;
}
