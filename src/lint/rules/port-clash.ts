import type {Task} from '../../model/launch-file.ts';
import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import {areConnected} from '../../graph/many-closures.ts';
import {parsePorts} from '../../tasks/shared/port-ranges.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import {hasExpression} from '../../values/template.ts';
import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import {readyProbesOf} from '../probes-of.ts';
import type {LintContext, LintRule} from '../rule.ts';

/** The second task finds the port in use. */
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
    const clashes = clashesIn(context);
    if (clashes.length === 0) return [];
    // A task may be probed through a task that it needs.
    const areTied = areConnected(
      graphOf(context.launch.tasks),
      clashes.map(({first, port}) => [first.task.name, port.task.name]),
    );
    return clashes
      .filter((_clash, at) => areTied[at] !== true)
      .map(({first, port}) => {
        const key = keyOf(port);
        const message = `tasks \`${first.task.name}\` and \`${port.task.name}\` use the same port ${key}; give one of them another port, or its own address with an \`alias\` task`;
        return {message, place: port.place, also: {message: 'it is used here', place: first.place}};
      });
  },
};

interface Taken {
  readonly task: Task;
  readonly address: string;
  readonly number: number;
  readonly place: SourceRange;
}

interface Clash {
  readonly first: Taken;
  readonly port: Taken;
}

function clashesIn(context: LintContext): readonly Clash[] {
  const taken = new Map<string, Taken>();
  return [...context.launch.tasks.values()].flatMap(task =>
    portsOf(task, context).flatMap(port => {
      const first = taken.get(keyOf(port));
      if (first && first.task !== port.task) return [{first, port}];
      if (!first) taken.set(keyOf(port), port);
      return [];
    }),
  );
}

function keyOf({address, number}: Taken): string {
  return `${address}:${number}`;
}

/** The fixed ports of a task: ports that a container publishes, or that a service probes on itself. */
function portsOf(task: Task, {parsed}: LintContext): readonly Taken[] {
  const {name, source} = task;
  // Tasks with conditions may exclude each other.
  if (source.if !== undefined) return [];
  const at = (path: KeyPath) => parsed.place(['tasks', name, ...path], 'value');
  if ('serve' in source)
    return readyProbesOf(task).flatMap(({probe, path}) => {
      const number = 'port' in probe && !probe.any_owner ? Number(probe.port) : NaN;
      return Number.isNaN(number) ? [] : [{task, address: '127.0.0.1', number, place: at([...path, 'port'])}];
    });
  if (!('container' in source)) return [];
  return (source.container.ports ?? []).flatMap((mapping, index) => {
    const read = hasExpression(mapping) ? '' : parsePorts(mapping);
    return (typeof read === 'string' ? [] : read).flatMap(({address: host, hostPort, protocol}) => {
      if (hostPort === undefined || protocol !== 'tcp') return [];
      const address = host === '0.0.0.0' ? '127.0.0.1' : host;
      return [{task, address, number: hostPort, place: at(['container', 'ports', index])}];
    });
  });
}
