import {createObject} from '../../docker/create-object.ts';
import {createNetwork, findNetwork, type NetworkRequest} from '../../docker/network.ts';
import {dockerError} from '../../docker/engine-problem.ts';
import {labelsOf, objectName} from '../../docker/labels.ts';
import type {Network} from '../../schema/tasks/network.ts';
import type {Values} from '../../values/value-source.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import type {Engine} from '../../docker/docker.ts';
import {texts} from '../container/options/convert.ts';
import {resolvedTexts} from '../container/options/resolve.ts';
import {networkMistakes, rangesOf} from './ranges.ts';
import {downNetworks} from './remove.ts';
import type {Kind, Up, UpContext} from '../kind.ts';
import {removeOrphans} from '../shared/orphans.ts';

/** A `network` task with its references resolved. */
export interface NetworkSpec extends Omit<NetworkRequest, 'name'> {
  readonly external: boolean;
  readonly name?: string;
}

/** A Docker network of this run's own. */
export const network: Kind<'network', NetworkSpec> = {
  name: 'network',
  lifetime: () => 'service',
  keepsRunAlive: () => false,
  probeTargets: [],
  outputs: () => ['id', 'name', 'subnet', 'gateway'],
  impliedNeeds: () => [],
  validate: ({network: source}) => networkMistakes(source),
  summary: ({network: source}, values) => summary(source, values),
  resolve: ({network: source}, values) => ({
    driver: values.text(source.driver ?? 'bridge'),
    internal: source.internal ?? false,
    ipv6: source.ipv6 ?? false,
    attachable: source.attachable ?? false,
    external: source.external ?? false,
    ...(source.name !== undefined && {name: values.text(source.name)}),
    driverOpts: texts(resolvedTexts(source.driver_opts ?? {}, values.text)),
    ipam: {
      driver: values.text(source.ipam?.driver ?? 'default'),
      options: texts(resolvedTexts(source.ipam?.options ?? {}, values.text)),
      ranges: resolvedTexts(rangesOf(source), values.text),
    },
    labels: Object.fromEntries(
      Object.entries(source.labels ?? {}).map(([name, value]) => [name, values.text(String(value))]),
    ),
  }),
  async up(spec, context) {
    const {task, run, file, signal, services} = context;
    const engine = await services.docker.engine(task);
    signal.throwIfAborted();
    if (spec.external) return await useExternal(engine, spec.name ?? task, context);
    const name = spec.name ?? objectName({run: run.id, task});
    const labels = labelsOf({run: run.id, task, file: file.path, state: run.state}, spec.labels);
    await context.record({made: 'network', name, run: run.id, engine: engine.address, graceMs: 0});
    try {
      const creating = createNetwork(engine, {...spec, name, labels});
      const made = await createObject(creating, {signal, clock: services.clock});
      return {outputs: {...made, name}, subject: {}};
    } catch (error) {
      throw withHint(dockerError(error, {task, doing: `create network \`${name}\``, signal}));
    }
  },
  down: downNetworks,
  removeOrphans: removeOrphans,
};

/** Uses a network that bottle neither creates nor removes. */
async function useExternal(engine: Engine, name: string, {task, signal, services}: UpContext): Promise<Up> {
  const found = await createObject(findNetwork(engine, name), {signal, clock: services.clock}).catch(
    (error: unknown) => {
      throw dockerError(error, {task, doing: `look for network \`${name}\``, signal});
    },
  );
  if (found) return {outputs: {...found, name}, subject: {}};
  const why = `it does not exist; create it with \`docker network create ${name}\``;
  throw new TaskError(toolFailure('docker', {task, doing: `use network \`${name}\``, why}));
}

function summary({internal = false, external = false, subnet}: Network, values: Values): string {
  if (external) return 'use a network that exists';
  const addresses = subnet === undefined ? '' : ` of ${values.text(subnet)}`;
  return `create ${internal ? 'an internal' : 'a'} network${addresses}`;
}

/** Docker's own pools hold some 30 networks. */
function withHint(error: unknown): unknown {
  if (!(error instanceof TaskError) || error.failure.reason !== 'docker') return error;
  const {failure} = error;
  if (!/non-overlapping|fully subnetted/.test(failure.why)) return error;
  const next = 'remove unused networks (`docker network prune`), or give it a `subnet`';
  return new TaskError({...failure, why: `${failure.why}; ${next}`});
}
