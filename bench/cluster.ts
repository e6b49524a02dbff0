import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {apiProxy, type ApiProxy, type ProxiedRequest} from '../test/support/kubernetes/api-proxy.ts';
import {kubernetesProgram, missingForCluster} from '../test/support/kubernetes/binaries.ts';
import {cluster as startCluster, type Cluster} from '../test/support/kubernetes/cluster.ts';
import type {WhenOver} from '../test/support/temporary-directory.ts';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {bottleFile, manifestOf, NAMES, namespaceWith, script} from './cluster-files.ts';
import {countsText} from './cluster-requests.ts';
import {execute} from './docker-image.ts';
import {eventsIn, linesOf} from './events.ts';
import {interleave, median, ratios, spread, type Samples} from './measure.ts';
import {timeCommand} from './processes.ts';

/** Time until pods with dependencies are ready, on the cluster of the tests, compared with kubectl. */
export const cluster: Benchmark = {defaultRounds: 5, measure};

const KUBECTL = '`kubectl apply` and `wait`';
const BOTTLE = 'bottle';

/** The folder of a variant of the launch file that keeps running. */
const HELD = 'held';

async function measure(settings: Settings): Promise<Result> {
  const missing = missingForCluster();
  if (missing.length > 0) return notHere(missing);
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const whenOver: WhenOver = end => void ends.push(end);
    return await compare(settings, await startCluster({whenOver}), whenOver);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

function notHere(missing: readonly string[]): Result {
  const title = `cluster: no ${missing.join(', ')}; see test/support/kubernetes`;
  return {title, notes: [], columns: [''], rows: [], skipped: ['cluster'], samples: {}};
}

async function compare(settings: Settings, lab: Cluster, whenOver: WhenOver): Promise<Result> {
  await lab.ask('POST', '/api/v1/namespaces', {metadata: {name: namespaceWith.bottle}});
  await lab.ask('POST', '/api/v1/namespaces', {metadata: {name: namespaceWith.kubectl}});
  const folder = writeFiles(settings.dir);
  const contenders = [
    {name: KUBECTL, run: async () => await timeKubectl(folder, lab)},
    {name: BOTTLE, run: async () => await timeBottle(settings, folder, lab.env)},
  ];
  const samples = await interleave(contenders, settings);
  const proxy = await apiProxy(lab, {whenOver});
  return {
    title: `cluster: until ${NAMES.length} pods with dependencies are ready, each with a Service, on two nodes`,
    notes: [
      'bottle: from its start, including that of Node, to the start of a command that needs all pods; it probes through port-forward',
      'kubectl: one `apply` and one `wait` for each wave of pods; their readiness probes run every second',
      ...(await requestsOf(settings, join(folder, HELD), proxy)),
    ],
    columns: ['', 'median, ms', 'spread', 'x kubectl'],
    rows: contenders.map(({name}) => row(name, samples)),
    samples: samples.byName,
  };
}

function writeFiles(dir: string): string {
  const folder = join(dir, 'cluster');
  mkdirSync(join(folder, HELD), {recursive: true});
  writeFileSync(join(folder, 'bottle.yaml'), bottleFile({until: 'all'}));
  writeFileSync(join(folder, HELD, 'bottle.yaml'), bottleFile());
  for (const name of NAMES) writeFileSync(join(folder, `${name}.json`), manifestOf(name));
  return folder;
}

async function timeKubectl(folder: string, {env}: Cluster): Promise<number> {
  const kubectl = `${kubernetesProgram('kubectl')} --namespace ${namespaceWith.kubectl}`;
  const options = {cwd: folder, env: {...process.env, ...env}};
  const ms = await timeCommand(['sh', '-ec', script(kubectl)], options);
  const remove = `${kubectl} delete pod,service --all --force --grace-period=0`;
  await execute('sh', ['-ec', remove], options);
  return ms;
}

async function timeBottle(
  {bottle: [program, ...args], env}: Settings,
  folder: string,
  own: NodeJS.ProcessEnv,
): Promise<number> {
  const startedAt = Date.now();
  const {stdout} = await execute(program, [...args, 'run', '--format', 'json'], {
    ...{cwd: folder, env: {...env, ...own}, maxBuffer: 1 << 24},
  });
  const [stamp] = linesOf('all', eventsIn(stdout));
  return Number(stamp) - startedAt;
}

async function requestsOf(
  {bottle: [program, ...args], env}: Settings,
  folder: string,
  proxy: ApiProxy,
): Promise<readonly string[]> {
  const take = async (...rest: readonly string[]): Promise<readonly ProxiedRequest[]> => {
    const before = proxy.requests.length;
    await execute(program, [...args, ...rest], {cwd: folder, env: {...env, ...proxy.env}});
    return proxy.requests.slice(before);
  };
  return [
    countsText('until it is ready', await take('up', '-d')),
    countsText('until it has stopped', await take('down')),
  ];
}

function row(name: string, samples: Samples<number>): Row {
  const took = samples.of(name);
  const ratio = median(ratios(took, samples.of(KUBECTL)));
  return [name, median(took).toFixed(0), spread(took, 0), ratio.toFixed(2)];
}
