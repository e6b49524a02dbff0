import type {LaunchFile} from '../../model/launch-file.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import {entryFor, type TaskName} from '../../vocabulary/ids.ts';
import {constantsOf} from '../task-export.ts';
import type {Dialect} from '../static-text.ts';

/** How Compose writes strings: `$` doubled, and variables with the operators of shells. */
export function composeDialect(launch: LaunchFile): Dialect {
  const constants = constantsOf(launch);
  return {
    constants,
    literal: text => text.replaceAll('$', '$$$$'),
    variable: (name, operator, operand) => `\${${name}${operator}${operand}}`,
    reference([root = '', ...names]) {
      const name = names.join('.');
      if (root === 'env') return `\${${name}}`;
      if (root === 'secrets') {
        const secret = launch.secrets[name];
        return secret && 'env' in secret ? `\${${secret.env}:?set ${secret.env}}` : undefined;
      }
      if (root === 'run') return name === 'name' ? '${COMPOSE_PROJECT_NAME}' : undefined;
      return root === 'tasks' ? outputOf(launch, names) : undefined;
    },
  };
}

/** The name of an image that Compose builds for a task. */
export function imageName(launch: LaunchFile, task: TaskName): string | undefined {
  const source = launch.tasks.get(task)?.source;
  if (!source || !('image' in source)) return undefined;
  return 'pull' in source.image
    ? source.image.pull
    : (source.image.tag ?? `\${COMPOSE_PROJECT_NAME}-${task}`);
}

function outputOf(launch: LaunchFile, [task = '', ...rest]: readonly string[]): string | undefined {
  const source = entryFor(launch.tasks, task)?.source;
  const output = rest.join('.');
  if (!source) return undefined;
  if ('image' in source) return imageName(launch, task as TaskName);
  if ('network' in source) return output === 'name' ? `\${COMPOSE_PROJECT_NAME}_${task}` : undefined;
  if ('volume' in source && output === 'name')
    return source.volume.name ?? `\${COMPOSE_PROJECT_NAME}_${task}`;
  if (!('container' in source)) return undefined;
  // Each service is known by its name on its networks.
  if (output === 'name' || output === 'ip') return task;
  const [, port, part] = /^ports\.(\d+)(?:\.(host|port))?$/.exec(output) ?? [];
  const published =
    port === undefined ? undefined : publishedPort(source.container.ports ?? [], Number(port));
  if (!published) return undefined;
  const {address, hostPort} = published;
  if (part === 'host') return address;
  return part === 'port' ? String(hostPort) : `${address}:${hostPort}`;
}

/** Where a port is published; `undefined` if the engine chooses the port, or only a run knows the address. */
function publishedPort(ports: readonly string[], inside: number) {
  for (const text of ports) {
    const mappings = text.includes('${{') ? '' : parsePorts(text);
    const found = typeof mappings === 'string' ? undefined : mappings.find(({port}) => port === inside);
    if (found?.hostPort !== undefined) return {address: found.address, hostPort: found.hostPort};
  }
  return undefined;
}
