import type {Task} from '../../model/launch-file.ts';
import {awaitedBy} from '../needed-by.ts';
import type {Finding, LintRule} from '../rule.ts';
import {isSilent} from '../silent-services.ts';

/** Without `ready`, a service counts as ready as soon as it has started, usually before it can serve requests. */
export const noReady: LintRule = {
  name: 'no-ready',
  about: 'a service without a readiness probe that another task, or the command after `--`, depends on',
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
  find({launch, parsed}) {
    const silent = [...launch.tasks.values()].filter(isSilent);
    const hasForeground = Object.keys(launch.foregroundEnv).length > 0;
    return silent.flatMap(task => {
      const need = awaitedBy(launch).get(task.name);
      if (need)
        return [
          waited(task, `task \`${need.by}\` needs`, {
            message: `\`${need.by}\` needs it here`,
            place: need.place,
          }),
        ];
      if (!hasForeground) return [];
      const place = parsed.place(['foreground'], 'key');
      return [
        waited(task, 'the command after `--` waits for', {
          message: 'the command is configured here',
          place,
        }),
      ];
    });
  },
};

function waited({name, place}: Task, who: string, also: NonNullable<Finding['also']>): Finding {
  const message = `${who} \`${name}\`, which has no readiness probe; add \`ready\`, such as \`port\` or \`log\``;
  return {message, place, also};
}
