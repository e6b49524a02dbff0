import {open} from 'node:fs/promises';
import {askEngine} from '../docker/first-ping.ts';
import {askCluster} from '../kubernetes/api/ask-cluster.ts';
import {makeServer} from '../processes/guarded-streams.ts';
import {homeDirectory} from '../processes/home-directory.ts';
import {runSystemTool} from '../processes/run-system-tool.ts';
import {loadExeca} from '../processes/start-child.ts';
import {systemClock} from '../processes/system-clock.ts';
import {askVersion} from '../smolvm/version.ts';
import {thisProcess} from '../state/owner.ts';
import {listRuns} from '../state/run-directory.ts';
import {makeWritableDirectory} from '../state/state-directory.ts';
import {codeOf, messageOf} from '../vocabulary/caught-error.ts';
import type {Host, UserIds} from './finding.ts';

/** The machine that bottle runs on. */
export function thisMachine(env: Host['env'], stateDir: string | undefined): Host {
  const {platform, arch} = process;
  return {
    ...{platform, arch, env, stateDir},
    nodeVersion: process.versions.node,
    run: async (argv, signal) => await runSystemTool(argv, {env, signal}),
    stateProblem: async path => await makeWritableDirectory(path).then(() => undefined, problemOf),
    isRoot: process.geteuid?.() === 0,
    openProblem: async (path, as) => await (as ? openProblemAs(path, as) : openProblem(path)),
    bindProblem,
    askEngine: async (signal, place) =>
      await askEngine({env, home: homeDirectory(env) ?? '/', platform, clock: systemClock}, signal, place),
    askCluster: async (place, signal) =>
      await askCluster(place, {env, home: homeDirectory(env) ?? '/', clock: systemClock}, signal),
    askSmolvm: async signal => await askVersion({env, signal}),
    async deadRuns() {
      if (stateDir === undefined) return [];
      const runs = await listRuns({stateDir, here: await thisProcess()});
      return runs.flatMap(({state, record}) => (state === 'dead' && record ? [record.file] : []));
    },
  };
}

async function openProblem(path: string): Promise<string | undefined> {
  return await open(path, 'r+').then(async device => {
    await device.close();
    return undefined;
  }, problemOf);
}

/** Tries it in a process of the other user, which Node starts without any other groups. */
async function openProblemAs(path: string, as: UserIds): Promise<string | undefined> {
  const execa = await loadExeca();
  const {exitCode, cause} = await execa('sh', ['-c', 'exec 3<>"$1"', 'sh', path], {
    ...as,
    ...{cwd: '/', reject: false, stdio: 'ignore'},
  });
  if (exitCode === undefined) return problemOf(cause);
  return exitCode === 0 ? undefined : 'EACCES';
}

async function bindProblem(address: string): Promise<string | undefined> {
  const server = makeServer();
  const problem = await new Promise<string | undefined>(resolve => {
    server.once('error', error => resolve(problemOf(error)));
    server.listen({host: address, port: 0}, () => resolve(undefined));
  });
  server.close();
  return problem;
}

function problemOf(error: unknown): string {
  return codeOf(error) ?? messageOf(error);
}
