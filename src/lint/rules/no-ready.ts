import type {LaunchFile, Task} from '../../config/launch-file.ts';
import type {LintRule} from '../rule.ts';

/** Without `ready` a service counts as ready when it has been started, which it never is. */
export const noReady: LintRule = {
  name: 'no-ready',
  about: 'a service that others need, although nothing says when it is ready',
  bad: `
tasks:
  db: {serve: npm run db}
  test: {needs: [db], run: npm test}
`,
  good: `
tasks:
  db: {serve: npm run db, ready: {port: 5432}}
  test: {needs: [db], run: npm test}
`,
  find({launch}) {
    return [...launch.tasks.values()].flatMap(task => {
      const need = isSilent(task) ? needOf(task, launch) : undefined;
      if (!need) return [];
      const message = `task \`${need.by}\` needs \`${task.name}\`, and nothing says when that is ready; give it \`ready\`, such as \`port\` or \`log\``;
      return [
        {message, place: task.place, also: {message: `\`${need.by}\` needs it here`, place: need.place}},
      ];
    });
  },
};

function isSilent({kind, source: {ready = []}}: Task): boolean {
  return kind.holds && Array.isArray(ready) && ready.length === 0;
}

function needOf({name}: Task, {tasks}: LaunchFile) {
  for (const task of tasks.values()) {
    const edge = task.needs.find(({to, condition}) => to === name && condition === 'ready');
    if (edge) return {by: task.name, place: edge.place};
  }
  return undefined;
}
