import {createObject} from '../../docker/create-object.ts';
import {createNetwork, type NetworkRequest} from '../../docker/network.ts';
import {dockerError} from '../../docker/engine-problem.ts';
import {labelsOf, objectName} from '../../docker/labels.ts';
import type {Network} from '../../schema/tasks/network.ts';
import type {Values} from '../../values/value-source.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {downNetworks} from './remove.ts';
import type {Kind} from '../kind.ts';
import {removeOrphans} from '../shared/orphans.ts';

/** A `network` task with its references resolved. */
export type NetworkSpec = Omit<NetworkRequest, 'name'>;

/** A Docker network of this run's own. */
export const network: Kind<'network', NetworkSpec> = {
  name: 'network',
  lifetime: () => 'service',
  keepsRunAlive: () => false,
  probeTargets: [],
  outputs: () => ['id', 'name', 'subnet', 'gateway'],
  impliedNeeds: () => [],
  validate: ({network: {gateway, subnet}}) =>
    gateway !== undefined && subnet === undefined
      ? [{key: ['network', 'gateway'], message: 'a `gateway` needs a `subnet`; set that too'}]
      : [],
  summary: ({network: source}, values) => summary(source, values),
  resolve: ({network: source}, values) => ({
    driver: values.text(source.driver ?? 'bridge'),
    internal: source.internal ?? false,
    ipv6: source.ipv6 ?? false,
    ...(source.subnet !== undefined && {subnet: values.text(source.subnet)}),
    ...(source.gateway !== undefined && {gateway: values.text(source.gateway)}),
    labels: Object.fromEntries(
      Object.entries(source.labels ?? {}).map(([name, value]) => [name, values.text(String(value))]),
    ),
  }),
  async up(spec, context) {
    const {task, run, file, signal, services} = context;
    const engine = await services.docker.engine(task);
    signal.throwIfAborted();
    const name = objectName({run: run.id, task});
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

function summary({internal = false, subnet}: Network, values: Values): string {
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
