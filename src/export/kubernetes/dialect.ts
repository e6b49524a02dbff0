import type {LaunchFile} from '../../model/launch-file.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import {constantsOf} from '../task-export.ts';
import type {Dialect} from '../static-text.ts';

/** Names that the strings of a container refer to. */
export interface ReadByContainer {
  /** Names of secrets. Each becomes an environment variable of the container. */
  readonly secrets: Set<string>;
  /** Environment variables replaced by their defaults, since a cluster does not have the user's environment. */
  readonly defaults: Set<string>;
}

/** Strings in Kubernetes: `$(NAME)` is a variable of the container, also within other variables, and `$$` is a single `$`. */
export function kubernetesDialect(launch: LaunchFile, read: ReadByContainer): Dialect {
  const constants = constantsOf(launch);
  return {
    constants: {
      lookup: path => (path[0] === 'tasks' ? undefined : constants.lookup(path)),
    },
    literal: text => text.replaceAll(/\$(?=[$(])/g, '$$$$'),
    variable(name, operator, operand) {
      read.defaults.add(name);
      return operator === ':-' || operator === '-' ? operand : '';
    },
    reference([root = '', ...names]) {
      if (root === 'secrets') {
        read.secrets.add(names.join('.'));
        return `$(${secretVariable(names.join('.'))})`;
      }
      return root === 'tasks' ? outputOf(launch, names) : undefined;
    },
  };
}

/** The environment variable of a container for a secret. */
export function secretVariable(secret: string): string {
  return `SECRET_${secret}`;
}

/** An output of a container for other pods, which reach the container through the Service with its name. */
function outputOf(launch: LaunchFile, [task = '', ...rest]: readonly string[]): string | undefined {
  const source = entryFor(launch.tasks, task)?.source;
  if (!source) return undefined;
  if ('image' in source) return 'pull' in source.image ? source.image.pull : (source.image.tag ?? task);
  if (!('container' in source)) return undefined;
  const name = objectName(task);
  const output = rest.join('.');
  if (output === 'name' || output === 'ip') return name;
  const [, port, part] = /^ports\.(\d+)(?:\.(host|port))?$/.exec(output) ?? [];
  if (port === undefined) return undefined;
  if (part === 'host') return name;
  return part === 'port' ? port : `${name}:${port}`;
}

/** A valid object name (RFC 1123): lower-case letters, digits and `-`, with a letter or digit at both ends. */
export function objectName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'task'
  );
}
