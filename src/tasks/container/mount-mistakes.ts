import {posix} from 'node:path';
import type {Container} from '../../schema/tasks/container.ts';
import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import {hasExpression, parseTemplate} from '../../values/template.ts';
import {referencesIn} from '../../values/expression.ts';
import type {KindProblem, TaskLookup} from '../kind.ts';
import {parseMemoryMount} from '../shared/mounts.ts';
import {longSecret, SECRETS_FOLDER, secretPath} from './files.ts';
import {changesRecursion} from '../../places/mounts.ts';
import {parseContainerMount} from './mounts.ts';

/** Finds problems in the mounts and files of a container. */
export function mountMistakes(container: Container, tasks: TaskLookup): readonly KindProblem[] {
  const {volumes = [], tmpfs = []} = container;
  return [
    ...volumes.flatMap((mount, at) =>
      typeof mount === 'string' ? shortMistakes(mount, at, tasks) : longMistakes(mount, at),
    ),
    ...tmpfs.flatMap((text, at) => {
      const read = hasExpression(text) ? undefined : parseMemoryMount(text);
      return typeof read === 'string' ? [atItem(['tmpfs', at], read)] : [];
    }),
    ...readOnlyMistakes(container),
  ];
}

function shortMistakes(text: string, at: number, tasks: TaskLookup): readonly KindProblem[] {
  const volume = volumeTaskIn(text, tasks);
  if (volume !== undefined) {
    const message = `a source that starts with a reference is a path on the host; write \`${volume}:…\` for the volume of that task`;
    return [atItem(['volumes', at], message)];
  }
  const [source = '', ...rest] = text.split(':');
  // The name of a task may be invalid as a volume name in Docker.
  const isTask = 'volume' in (tasks(source) ?? {}) && rest.length > 0;
  const read = hasExpression(text)
    ? undefined
    : parseContainerMount(isTask ? ['volume', ...rest].join(':') : text, '/');
  return typeof read === 'string' ? [atItem(['volumes', at], read)] : [];
}

/** The `volume` task if a short mount starts with a reference to its name. */
function volumeTaskIn(text: string, tasks: TaskLookup): string | undefined {
  const [first] = parseTemplate(text).parts;
  if (first?.type !== 'expression') return undefined;
  const [, task, output] = referencesIn(first.expression)[0]?.path ?? [];
  const source = task === undefined ? undefined : tasks(task);
  return source && 'volume' in source && output === 'name' ? task : undefined;
}

const OPTIONS = ['bind', 'volume', 'tmpfs', 'image'] as const;

function longMistakes(mount: LongMount, at: number): readonly KindProblem[] {
  const {type, source, target, read_only} = mount;
  const found: KindProblem[] = OPTIONS.filter(
    key => key !== type && mount[key] !== undefined && !(key === 'bind' && isOnlyLabelled(mount)),
  ).map(key =>
    atItem(
      ['volumes', at, key],
      `\`${key}\` has options for \`type: ${key}\`, but this is \`type: ${type}\``,
    ),
  );
  if (type === 'bind' && source === undefined)
    found.push(atItem(['volumes', at], 'a `bind` mount needs a `source`, the path on the host'));
  if (type === 'image' && source === undefined)
    found.push(atItem(['volumes', at], 'an `image` mount needs a `source`, the image'));
  if (type === 'tmpfs' && source !== undefined)
    found.push(atItem(['volumes', at, 'source'], 'a `tmpfs` mount has no `source`; remove it'));
  if (type === 'bind' && mount.bind?.recursive === 'readonly' && read_only !== true)
    found.push(atItem(['volumes', at, 'bind', 'recursive'], '`recursive: readonly` needs `read_only: true`'));
  if (type === 'bind' && mount.bind?.selinux !== undefined && changesRecursion(mount.bind)) {
    const message = 'Docker sets no SELinux label on a mount with `recursive`; remove one of them';
    found.push(atItem(['volumes', at, 'bind', 'selinux'], message));
  }
  if (isOnlyLabelled(mount) && (mount.volume?.subpath ?? mount.volume?.labels) !== undefined) {
    const message = 'Docker sets no SELinux label on a volume with `subpath` or `labels`; remove one of them';
    found.push(atItem(['volumes', at, 'bind', 'selinux'], message));
  }
  if (!hasExpression(target) && !posix.isAbsolute(target))
    found.push(
      atItem(
        ['volumes', at, 'target'],
        `expected an absolute path inside the container, found \`${target}\``,
      ),
    );
  return found;
}

/** Whether a mount is a volume with an SELinux label, which Compose also writes under `bind`. */
function isOnlyLabelled({type, bind = {}}: LongMount): boolean {
  return type === 'volume' && Object.keys(bind).join() === 'selinux';
}

/** Docker cannot create files in a read-only root, except in volumes. */
function readOnlyMistakes({read_only, configs = [], secrets = []}: Container): readonly KindProblem[] {
  if (read_only !== true) return [];
  const next = 'use a `file`, or mount it with `volumes`';
  return [
    ...configs.flatMap((config, at) => {
      if ('content' in config && !isInSecrets(config.target))
        return [atItem(['configs', at], `with \`read_only\`, \`content\` cannot be created there; ${next}`)];
      const owner = (['uid', 'gid', 'mode'] as const).find(key => config[key] !== undefined);
      if ('content' in config || owner === undefined) return [];
      const message = `with \`read_only\`, the file is mounted unchanged from the host; remove \`${owner}\``;
      return [atItem(['configs', at, owner], message)];
    }),
    ...secrets
      .map(longSecret)
      .flatMap((secret, at) =>
        isInSecrets(secretPath(secret))
          ? []
          : [atItem(['secrets', at], `with \`read_only\`, secrets can only be in \`${SECRETS_FOLDER}\``)],
      ),
  ];
}

function isInSecrets(path: string): boolean {
  return posix.normalize(path).startsWith(`${SECRETS_FOLDER}/`);
}

function atItem(key: readonly (string | number)[], message: string): KindProblem {
  return {key: ['container', ...key.map(String)], message};
}
