import {haveDependent} from '../../graph/many-closures.ts';
import {outputsReadBy, readyNeeds} from '../../plan/file-env.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import {listed} from '../../vocabulary/listed.ts';
import type {LintRule} from '../rule.ts';

/** A variable that reads outputs adds no needs, so it may not be passed to any task. */
export const unusedEnv: LintRule = {
  name: 'unused-env',
  about:
    "a variable of the file's `env` that no task gets, because no task needs all of the tasks that it reads",
  bad: `
env: {VERSION: "\${{ tasks.build.version }} of \${{ tasks.test.stdout }}"}
tasks:
  build: {run: ./build.sh, outputs: [version]}
  test: {run: npm test}
  publish: {needs: [build], run: ./publish.sh}
`,
  good: `
env: {VERSION: "\${{ tasks.build.version }} of \${{ tasks.test.stdout }}"}
tasks:
  build: {run: ./build.sh, outputs: [version]}
  test: {run: npm test}
  publish: {needs: [build, test], run: ./publish.sh}
`,
  find({launch, parsed}) {
    const variables = Object.entries(launch.env).flatMap(([name, text]) => {
      const read = outputsReadBy(text).flatMap(([, task = '']) => entryFor(launch.tasks, task)?.name ?? []);
      const tasks = [...new Set(read)];
      return tasks.length === 0 ? [] : [{name, tasks}];
    });
    const isGot = haveDependent(
      readyNeeds(launch.tasks),
      variables.map(({tasks}) => tasks),
    );
    return variables
      .filter((_variable, at) => isGot[at] !== true)
      .map(({name, tasks}) => {
        const read = listed(tasks, 'and');
        const message = `no task gets \`${name}\`, because none needs ${read}; add the need, or move the variable to \`foreground.env\``;
        return {message, place: parsed.place(['env', name], 'key')};
      });
  },
};
