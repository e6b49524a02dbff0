import {ChannelError, type TaskChannel} from '../../channels/channel.ts';
import type {DeferredHook} from '../../vocabulary/journal-record.ts';
import type {DownContext, UpContext} from '../task-context.ts';
import {commandLine} from '../shared/command-line.ts';
import {deferredText, resolveDeferred} from '../shared/resolve-deferred.ts';
import {exitText, type PreStopSpec} from './hooks.ts';

/** A container that is still running. */
interface Running {
  readonly channel: TaskChannel;
  /** Fires when the command must end. */
  readonly signal: AbortSignal;
}

/** Captures the commands for the journal, because a teardown does not use the launch file. */
export function deferPreStop(
  hooks: readonly PreStopSpec[],
  {defer, withoutSecrets}: UpContext,
): readonly DeferredHook[] {
  return hooks.map(({command, env = {}, place}) => {
    const entries = Object.entries(env).map(([name, value]) => [name, String(value)]);
    const own = Object.fromEntries(entries) as Record<string, string>;
    const {privileged, ...texts} = place;
    return {
      ...withoutSecrets(texts),
      ...(privileged && {privileged}),
      command: defer(command, {shell: 'sh', cwd: '/', env: own}),
    };
  });
}

/** Runs the `pre_stop` commands one after another until `signal` fires. Failures are reported as warnings. */
export async function runPreStop(
  hooks: readonly DeferredHook[],
  {channel, signal}: Running,
  context: DownContext,
): Promise<void> {
  for (const hook of hooks) {
    if (signal.aborted) return;
    const text = deferredText(hook.command, {}, context);
    context.report(`running \`pre_stop\` command \`${text}\``);
    const why = await whyFailed(hook, {channel, signal}, context);
    if (why !== undefined)
      context.warn(`\`pre_stop\` command \`${text}\` ${why}; the container is stopped anyway`);
  }
}

async function whyFailed(
  {command, ...place}: DeferredHook,
  {channel, signal}: Running,
  context: DownContext,
): Promise<string | undefined> {
  const resolved = await resolveDeferred(command, {}, context);
  if ('missing' in resolved) return `reads ${resolved.missing}`;
  const {argv, env} = commandLine(resolved.command, command.shell, resolved.env);
  try {
    const {code, stdout, stderr} = await channel.exec(argv, {...place, env, signal});
    return code === 0 ? undefined : resolved.mask(exitText(code, stderr || stdout));
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    return signal.aborted ? 'took too long' : `could not run: ${resolved.mask(error.message)}`;
  }
}
