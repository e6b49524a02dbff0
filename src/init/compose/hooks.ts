import type {Hook} from '../../schema/tasks/container-hooks.ts';
import {argumentsOf, environment, type ProcessFacts} from './process-keys.ts';
import type {Section} from './section.ts';
import {flag, text, withoutGaps} from './values.ts';

/** A command of `post_start` or `pre_stop`; Compose runs it without a shell. */
export function hookOf(hook: Section, {env}: Pick<ProcessFacts, 'env'>): Hook | undefined {
  const command = argumentsOf('command', hook, env);
  if (command === undefined) return undefined;
  return {
    command,
    ...withoutGaps<Omit<Hook, 'command'>>({
      user: hook.read('user', text),
      privileged: hook.fixed('privileged', flag),
      workdir: hook.read('working_dir', text),
      env: environment('environment', hook),
    }),
  };
}
