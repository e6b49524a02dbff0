import type {CommandProbe} from '../schema/probes.ts';
import {badExit, commandExcerpt} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';

/** Passes when a host command exits 0. */
export const commandProbe: ProbeKind<CommandProbe> = {
  probeTarget: () => undefined,
  limits: source => source,
  describe: ({command}, {text}) => `command ${commandExcerpt([command].flat().map(text).join(' '))}`,
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
