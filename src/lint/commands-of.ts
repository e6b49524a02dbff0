import type {Hook} from '../schema/tasks/container-hooks.ts';
import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {KeyPath} from '../config/yaml/parsed-file.ts';
import type {Command} from '../schema/values.ts';
import {kept} from '../vocabulary/kept.ts';
import {probesOf} from './probes-of.ts';

/** A command in the launch file. */
export interface SourceCommand {
  readonly task: Task;
  /** The location of the string or list. */
  readonly path: KeyPath;
  readonly command: Command;
  /** The lifetime of the task that the command is for; `probe` is a probe or a health check. */
  readonly role: 'oneshot' | 'service' | 'probe';
}

/** All commands of the file. */
export const commandsOf = kept(({tasks}: LaunchFile): readonly SourceCommand[] =>
  [...tasks.values()].flatMap(commandsOfTask),
);

/** All commands of a task. */
export function commandsOfTask(task: Task): readonly SourceCommand[] {
  return [...ownCommands(task), ...probeCommands(task)].map(({path, ...rest}) => ({
    task,
    path: ['tasks', task.name, ...path],
    ...rest,
  }));
}

type Part = Omit<SourceCommand, 'task'>;

function ownCommands({source}: Task): readonly Part[] {
  if ('run' in source)
    return [{path: ['run'], command: source.run, role: 'oneshot'}, ...teardownCommand('undo', source.undo)];
  if ('serve' in source)
    return [
      {path: ['serve'], command: source.serve, role: 'service'},
      ...teardownCommand('stop', source.stop),
    ];
  if ('exec' in source) return [{path: ['exec', 'command'], command: source.exec.command, role: 'oneshot'}];
  if (!('container' in source)) return [];
  const {command, entrypoint, healthcheck, ends = false, post_start = [], pre_stop = []} = source.container;
  const role = ends ? 'oneshot' : 'service';
  return [
    ...(command ? [{path: ['container', 'command'], command, role} as const] : []),
    ...(entrypoint ? [{path: ['container', 'entrypoint'], command: entrypoint, role} as const] : []),
    ...(healthcheck?.command !== undefined
      ? [
          {
            path: ['container', 'healthcheck', 'command'],
            command: healthcheck.command,
            role: 'probe',
          } as const,
        ]
      : []),
    ...hookCommands('post_start', post_start),
    ...hookCommands('pre_stop', pre_stop),
  ];
}

function hookCommands(key: 'post_start' | 'pre_stop', hooks: readonly Hook[]): readonly Part[] {
  return hooks.map(({command}, at) => ({path: ['container', key, at, 'command'], command, role: 'oneshot'}));
}

function teardownCommand(key: 'stop' | 'undo', command: Command | undefined): readonly Part[] {
  return command === undefined ? [] : [{path: [key], command, role: 'oneshot'}];
}

function probeCommands(task: Task): readonly Part[] {
  return probesOf(task).flatMap(({path, probe}): readonly Part[] => {
    if ('command' in probe) return [{path: [...path, 'command'], command: probe.command, role: 'probe'}];
    return 'exec' in probe ? [{path: [...path, 'exec'], command: probe.exec, role: 'probe'}] : [];
  });
}
