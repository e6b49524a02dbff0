import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {mayRefer, textsIn} from '../../config/analysis/source-texts.ts';
import {locateSlice} from '../../config/analysis/locate-slice.ts';
import {probesOf} from '../probes-of.ts';
import {areConnected} from '../../graph/many-closures.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import type {LintRule} from '../rule.ts';

/** A client of a service that is not up yet fails on some days. */
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
    // A need in the other direction cannot be turned round.
    const areTied = areConnected(
      graphOf(launch.tasks),
      uses.map(({owner, task}) => [owner.name, task.name]),
    );
    return uses
      .filter((_use, at) => areTied[at] !== true)
      .map(({owner, task, path, start, end}) => {
        const message = `task \`${task.name}\` uses the address of \`${owner.name}\` here without needing it; add \`needs: [${owner.name}]\``;
        const also = {message: `\`${owner.name}\` listens there`, place: owner.place};
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
  /** The task that listens there. */
  readonly owner: Task;
  readonly path: KeyPath;
  readonly start: number;
  readonly end: number;
}

/** Where tasks name the address and port of another one, their own probes aside. */
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

/** The tasks whose probes ask at an address and port, each of these once. */
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
