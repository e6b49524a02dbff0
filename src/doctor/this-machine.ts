import {access, constants, open} from 'node:fs/promises';
import {homedir} from 'node:os';
import {askEngine} from '../docker/first-ping.ts';
import {makeServer} from '../processes/guarded-streams.ts';
import {shortCommand} from '../processes/short-command.ts';
import {systemClock} from '../processes/system-clock.ts';
import {askVersion} from '../smolvm/version.ts';
import {thisProcess} from '../state/owner.ts';
import {listRuns} from '../state/run-directory.ts';
import type {Machine} from './finding.ts';

/** The machine that bottle runs on. */
export function thisMachine(env: Machine['env'], stateDir: string): Machine {
  const {platform, arch} = process;
  return {
    ...{platform, arch, env, stateDir},
    nodeVersion: process.versions.node,
    run: async (argv, signal) => await shortCommand(argv, {env, signal}),
    accessProblem: async path =>
      await access(path, constants.R_OK | constants.W_OK).then(() => undefined, codeOf),
    openProblem: async path =>
      await open(path, 'r+').then(async device => {
        await device.close();
        return undefined;
      }, codeOf),
    bindProblem,
    askEngine: async signal =>
      await askEngine({env, home: env.HOME ?? homedir(), platform, clock: systemClock}, signal),
    askSmolvm: async signal => await askVersion({env, signal}),
    async deadRuns() {
      const runs = await listRuns({stateDir, here: await thisProcess()});
      return runs.flatMap(({state, record}) => (state === 'dead' && record ? [record.file] : []));
    },
  };
}

async function bindProblem(address: string): Promise<string | undefined> {
  const server = makeServer();
  const problem = await new Promise<string | undefined>(resolve => {
    server.once('error', error => resolve(codeOf(error)));
    server.listen({host: address, port: 0}, () => resolve(undefined));
  });
  server.close();
  return problem;
}

function codeOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  return code ?? message;
}
