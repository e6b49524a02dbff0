import type {Task} from '../../config/launch-file.ts';
import {awaitedBy} from '../needed-by.ts';
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
      const need = isSilent(task) ? awaitedBy(launch).get(task.name) : undefined;
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
