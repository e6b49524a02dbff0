import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import {attachmentsOf} from '../../tasks/container/spec.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import type {Loss} from '../exported.ts';
import {carryKeys} from '../key-table.ts';
import {mergeFields} from '../../vocabulary/fields.ts';
import {exportOf} from '../task-export.ts';
import {containerKeys} from './container-keys.ts';
import {kubernetesDialect, objectName, type ReadByContainer} from './dialect.ts';
import {networkLabels} from './networks.ts';
import type {Pod, Port} from './objects.ts';
import {taskKeys} from './task-keys.ts';

/** The pod of a `container` task. */
export function podOf(task: Task, source: ContainerTask, launch: LaunchFile, losses: Loss[]): Pod {
  const read: ReadByContainer = {secrets: new Set(), defaults: new Set()};
  const dialect = kubernetesDialect(launch, read);
  const exported = exportOf({task, launch, dialect, losses});
  const inside = exported.inside('container');
  const {container, ...rest} = source;
  const ports = insidePorts(container);
  const probed = {healthcheck: container.healthcheck, ports: ports.map(({port}) => port)};
  const parts = mergeFields([
    carryKeys(container, containerKeys, inside, inside.lose),
    carryKeys(rest, taskKeys, {...exported, dialect, probed}, exported.lose),
  ]);
  for (const variable of read.defaults)
    exported.lose(
      'container',
      `\`env.${variable}\`: a cluster does not have your environment; the default is used`,
    );
  const published = insidePorts({ports: container.ports ?? []});
  if (published.length > 0) inside.lose('ports', forwarding(task.name, published));
  return {
    ...{name: task.name, part: objectName(launch.name), parts, ports, ends: container.ends ?? false},
    secrets: [...read.secrets],
    labels: networkLabels(attachmentsOf(container), name => isInternal(name, launch)),
  };
}

function forwarding(name: string, ports: readonly Port[]): string {
  const numbers = ports.map(({port}) => port).join(' ');
  return `reach it from here with \`kubectl port-forward service/${objectName(name)} ${numbers}\``;
}

function isInternal(name: string, {tasks}: LaunchFile): boolean {
  const source = entryFor(tasks, name)?.source;
  return source !== undefined && 'network' in source && source.network.internal === true;
}

/** The container ports of published ports, regardless of address, and of exposed ports. */
function insidePorts({ports = [], expose = []}: Pick<Container, 'ports' | 'expose'>): readonly Port[] {
  return [...ports, ...expose].flatMap(text => {
    const mappings = parsePorts(text.replaceAll(/\$\{\{.*?\}\}/gs, '127.0.0.1'));
    return typeof mappings === 'string' ? [] : mappings.map(({port, protocol}) => ({port, protocol}));
  });
}
