import type {LaunchFile, Task} from '../../model/launch-file.ts';
import {mayRefer, textsIn} from '../../config/analysis/source-texts.ts';
import {locateSlice} from '../../config/analysis/locate-slice.ts';
import {probesOf} from '../commands-of.ts';
import {entryFor} from '../../vocabulary/ids.ts';
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
    const dependents = new Map<Task, ReadonlySet<string>>();
    return [...launch.tasks.values()].flatMap(task => {
      const {ready: _ready, ...source} = task.source;
      return textsIn(['tasks', task.name], source, () => 'text', mayRefer).flatMap(({path, text}) =>
        [...text.matchAll(endpoint)].flatMap(match => {
          const owner = listeners.get(keyOf(match));
          if (!owner || owner === task) return [];
          const needing = dependents.get(owner) ?? dependentsOf(owner, launch);
          dependents.set(owner, needing);
          // A need in the other direction cannot be turned round.
          if (needing.has(task.name)) return [];
          const place = locateSlice(parsed, {path}, {start: match.index, end: match.index + match[0].length});
          const message = `task \`${task.name}\` uses the address of \`${owner.name}\` here without needing it; add \`needs: [${owner.name}]\``;
          return [{message, place, also: {message: `\`${owner.name}\` listens there`, place: owner.place}}];
        }),
      );
    });
  },
};

const endpoint = /\$\{\{\s*tasks\.([\w-]+)\.ip\s*\}\}:(\d+)/g;

function keyOf([, task = '', port = '']: RegExpMatchArray): string {
  return `${task}:${port}`;
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

/** The tasks that need one, directly or not, and those that it needs. */
function dependentsOf(owner: Task, {tasks}: LaunchFile): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const {name, needs} of tasks.values())
    for (const {to} of needs) {
      const those = users.get(to);
      if (those) those.push(name);
      else users.set(to, [name]);
    }
  const down = reachable(owner.name, name => users.get(name) ?? []);
  const up = reachable(owner.name, name => entryFor(tasks, name)?.needs.map(({to}) => to) ?? []);
  return new Set([...down, ...up]);
}

function reachable(start: string, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const name of seen) for (const other of next(name)) seen.add(other);
  return seen;
}
