import type {CommandProbe} from '../schema/launch-file.ts';
import {badExit} from './last-seen.ts';
import type {ProbeKind} from './probe-kind.ts';

/** Passes when a host command exits 0. */
export const commandProbe: ProbeKind<CommandProbe> = {
  aspect: () => undefined,
  limits: source => source,
  // As written: a script keeps its references, and a list's values may be long.
  describe: ({command}) => `command ${typeof command === 'string' ? firstLine(command) : command.join(' ')}`,
  create({command}, {values, cwd, env, shell, runCommand}) {
    const resolved = values.command(command);
    return {
      async check(signal) {
        const {code, lastLine} = await runCommand(resolved, {signal, cwd, env, shell});
        return code === 0 ? {status: 'ready'} : badExit(code, lastLine);
      },
    };
  },
};

function firstLine(script: string): string {
  const [first = '', ...rest] = script.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
}
