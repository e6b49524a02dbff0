import {stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {FileProbe} from '../schema/probes.ts';
import {connect} from './connect.ts';
import {connectionProblem} from './connection-problem.ts';
import {pending} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';

/** Passes when a file exists. A socket must also accept connections, because its file outlives the server that created it. */
export const fileProbe: ProbeKind<FileProbe> = {
  probeTarget: () => undefined,
  limits: source => source,
  describe: ({file}, values) => `file ${values.text(file)}`,
  create({file}, {values, cwd, clock}) {
    const path = resolve(cwd, values.text(file));
    return {
      async check(signal) {
        try {
          if (!(await stat(path)).isSocket()) return {status: 'ready'};
          const connected = await connect({at: {path}, holdMs: 0}, clock, signal);
          return 'problem' in connected ? pending(connected.problem) : {status: 'ready'};
        } catch (error) {
          const problem = connectionProblem(error);
          if (problem === undefined) throw error;
          return pending(problem);
        }
      },
    };
  },
};
