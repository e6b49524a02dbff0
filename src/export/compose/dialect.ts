import type {LaunchFile} from '../../model/launch-file.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import type {ImageTask} from '../../schema/tasks/image.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import {constantsOf} from '../task-export.ts';
import {staticText, type Dialect} from '../static-text.ts';

/** Strings in Compose: `$` is doubled, and variables support shell operators. */
export function composeDialect(launch: LaunchFile): Dialect {
  const constants = constantsOf(launch);
  const dialect: Dialect = {
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
      return root === 'tasks' ? outputOf(launch, names, dialect) : undefined;
    },
  };
  return dialect;
}

/** The name of an image that Compose builds for a task. */
function imageName(image: ImageTask['image'], task: string, dialect: Dialect): string | undefined {
  const name = 'pull' in image ? image.pull : image.tag;
  return name === undefined ? `\${COMPOSE_PROJECT_NAME}-${task}` : writtenIn(dialect, name);
}

function writtenIn(dialect: Dialect, raw: string): string | undefined {
  const written = staticText(raw, dialect);
  return 'text' in written ? written.text : undefined;
}

function outputOf(
  launch: LaunchFile,
  [task = '', ...rest]: readonly string[],
  dialect: Dialect,
): string | undefined {
  const source = entryFor(launch.tasks, task)?.source;
  const output = rest.join('.');
  if (!source) return undefined;
  if ('image' in source) return imageName(source.image, task, dialect);
  if ('network' in source) return output === 'name' ? `\${COMPOSE_PROJECT_NAME}_${task}` : undefined;
  if ('volume' in source && output === 'name')
    return source.volume.name === undefined
      ? `\${COMPOSE_PROJECT_NAME}_${task}`
      : writtenIn(dialect, source.volume.name);
  if (!('container' in source)) return undefined;
  // A service can be reached by its name on its networks.
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
