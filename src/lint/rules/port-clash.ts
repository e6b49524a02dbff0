import type {Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {parsePort} from '../../tasks/shared/ports.ts';
import {closure} from '../../graph/graph.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import {hasExpression} from '../../values/template.ts';
import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import {probesOf} from '../commands-of.ts';
import type {LintContext, LintRule} from '../rule.ts';

/** The second one finds the port taken. */
export const portClash: LintRule = {
  name: 'port-clash',
  about: 'two tasks that keep running and use the same port of this machine',
  bad: `
tasks:
  web: {serve: npm start, ready: {port: 3000}}
  admin: {serve: npm run admin, ready: {port: 3000}}
`,
  good: `
tasks:
  web: {serve: npm start, ready: {port: 3000}}
  admin: {serve: npm run admin, ready: {port: 3001}}
`,
  find(context) {
    const taken = new Map<string, Taken>();
    const graph = graphOf(context.launch.tasks);
    // A task may be probed through one that it needs.
    const areTied = (one: Task, other: Task): boolean =>
      closure(graph, [one.name]).has(other.name) || closure(graph, [other.name]).has(one.name);
    return [...context.launch.tasks.values()].flatMap(task =>
      portsOf(task, context).flatMap(port => {
        const key = `${port.address}:${port.number}`;
        const first = taken.get(key);
        taken.set(key, first ?? port);
        if (first === undefined || areTied(first.task, port.task)) return [];
        const message = `tasks \`${first.task.name}\` and \`${task.name}\` use the same port ${key}; give one of them another port, or its own address with an \`alias\` task`;
        return [{message, place: port.place, also: {message: 'it is used here', place: first.place}}];
      }),
    );
  },
};

interface Taken {
  readonly task: Task;
  readonly address: string;
  readonly number: number;
  readonly place: SourceRange;
}

/** The fixed ports that a task has: a container publishes them, a service says so by a probe on its own port. */
function portsOf(task: Task, {parsed}: LintContext): readonly Taken[] {
  const {name, source} = task;
  // Tasks with conditions may exclude each other.
  if (source.if !== undefined) return [];
  const at = (path: KeyPath) => parsed.place(['tasks', name, ...path], 'value');
  if ('serve' in source)
    return probesOf(task).flatMap(({probe, path}) => {
      const number = 'port' in probe && !probe.any_owner ? Number(probe.port) : NaN;
      return Number.isNaN(number) ? [] : [{task, address: '127.0.0.1', number, place: at([...path, 'port'])}];
    });
  if (!('container' in source)) return [];
  return (source.container.ports ?? []).flatMap((mapping, index) => {
    const port = hasExpression(mapping) ? '' : parsePort(mapping);
    if (typeof port === 'string' || port.hostPort === undefined || port.protocol === 'udp') return [];
    const address = port.address === '0.0.0.0' ? '127.0.0.1' : port.address;
    return [{task, address, number: port.hostPort, place: at(['container', 'ports', index])}];
  });
}
