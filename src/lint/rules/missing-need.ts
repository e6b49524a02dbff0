import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {mayRefer, textsIn} from '../../config/analysis/source-texts.ts';
import {locateSlice} from '../../config/analysis/locate-slice.ts';
import {probesOf} from '../probes-of.ts';
import {areConnected} from '../../graph/many-closures.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import type {LintRule} from '../rule.ts';

/** A client that may start before its service fails intermittently. */
export const missingNeed: LintRule = {
  name: 'missing-need',
  about: 'a task that uses the address and port of another task without needing it',
  bad: `
tasks:
  address: {alias: {}}
  db: {serve: ./db.sh, ready: {port: "\${{ tasks.address.ip }}:5432"}}
  api: {run: ./api.sh, env: {DATABASE: "\${{ tasks.address.ip }}:5432"}}
`,
  good: `
tasks:
  address: {alias: {}}
  db: {serve: ./db.sh, ready: {port: "\${{ tasks.address.ip }}:5432"}}
  api: {needs: [db], run: ./api.sh, env: {DATABASE: "\${{ tasks.address.ip }}:5432"}}
`,
  find({launch, parsed}) {
    const listeners = listenersOf(launch);
    if (listeners.size === 0) return [];
    const uses = usesOf(launch, listeners);
    // Skip pairs with a need in the other direction, which cannot be reversed.
    const areTied = areConnected(
      graphOf(launch.tasks),
      uses.map(({owner, task}) => [owner.name, task.name]),
    );
    return uses
      .filter((_use, at) => areTied[at] !== true)
      .map(({owner, task, path, start, end}) => {
        const message = `task \`${task.name}\` uses the address of \`${owner.name}\` here without needing it; add \`needs: [${owner.name}]\``;
        const also = {message: `\`${owner.name}\` listens on it`, place: owner.place};
        return {message, place: locateSlice(parsed, {path}, {start, end}), also};
      });
  },
};

const endpoint = /\$\{\{\s*tasks\.([\w-]+)\.ip\s*\}\}:(\d+)/g;

function keyOf([, task = '', port = '']: RegExpMatchArray): string {
  return `${task}:${port}`;
}

interface Use {
  readonly task: Task;
  /** The task that listens on the address and port. */
  readonly owner: Task;
  readonly path: KeyPath;
  readonly start: number;
  readonly end: number;
}

/** Uses of the address and port of another task, except in readiness probes. */
function usesOf({tasks}: LaunchFile, listeners: ReadonlyMap<string, Task>): readonly Use[] {
  return [...tasks.values()].flatMap(task => {
    const {ready: _ready, ...source} = task.source;
    return textsIn(['tasks', task.name], source, () => 'text', mayRefer).flatMap(({path, text}) =>
      [...text.matchAll(endpoint)].flatMap((match): readonly Use[] => {
        const owner = listeners.get(keyOf(match));
        if (!owner || owner === task) return [];
        return [{task, owner, path, start: match.index, end: match.index + match[0].length}];
      }),
    );
  });
}

/** For each address and port, the first task that probes it. */
function listenersOf({tasks}: LaunchFile): ReadonlyMap<string, Task> {
  const listeners = new Map<string, Task>();
  for (const task of tasks.values()) {
    if ('wait' in task.source) continue;
    for (const {probe} of probesOf(task))
      for (const {text} of textsIn([], probe, () => 'text', mayRefer))
        for (const match of text.matchAll(endpoint))
          if (!listeners.has(keyOf(match))) listeners.set(keyOf(match), task);
  }
  return listeners;
}
