import {heaviestChain} from '../../graph/graph.ts';
import {graphOf} from '../../plan/planned-tasks.ts';
import {formatDuration} from '../../vocabulary/duration.ts';
import type {LintRule} from '../rule.ts';

/** Tasks that need each other stop one after another, so their grace periods add up. */
export const shortStopTimeout: LintRule = {
  name: 'short-stop-timeout',
  about: 'a `stop_timeout` that is shorter than the grace periods of tasks that stop one after another',
  bad: `
stop_timeout: 8s
tasks:
  db: {serve: npm run db, ready: {port: 5432}}
  web: {needs: [db], serve: npm start, ready: {port: 3000}}
`,
  good: `
stop_timeout: 8s
tasks:
  db: {serve: npm run db, grace: 3s, ready: {port: 5432}}
  web: {needs: [db], serve: npm start, grace: 3s, ready: {port: 3000}}
`,
  find({launch: {tasks, stopTimeoutMs}, parsed}) {
    if (stopTimeoutMs === undefined) return [];
    const {nodes, total} = heaviestChain(graphOf(tasks), name => tasks.get(name)?.graceMs() ?? 0);
    if (total <= stopTimeoutMs) return [];
    const chain = nodes.filter(name => (tasks.get(name)?.graceMs() ?? 0) > 0).toReversed();
    const names = chain.map(name => `\`${name}\``).join(' → ');
    const message = `the grace periods of ${names} add up to ${formatDuration(total)}, but \`stop_timeout\` is ${formatDuration(stopTimeoutMs)}, so some may be killed early; shorten each \`grace\`, or raise \`stop_timeout\``;
    return [{message, place: parsed.place(['stop_timeout'], 'value')}];
  },
};
