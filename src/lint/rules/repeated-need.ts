import type {Task} from '../../model/launch-file.ts';
import type {Finding, LintContext, LintRule} from '../rule.ts';

/** A name that is listed twice under `needs` is probably a typo for another name. */
export const repeatedNeed: LintRule = {
  name: 'repeated-need',
  about: 'a task that is listed twice under `needs`',
  bad: `
tasks:
  build: {run: make}
  test: {needs: [build, build], run: make test}
`,
  good: `
tasks:
  build: {run: make}
  test: {needs: [build], run: make test}
`,
  find: context => [...context.launch.tasks.values()].flatMap(task => repeatedNeeds(task, context)),
};

function repeatedNeeds({name, source: {needs = []}}: Task, {parsed}: LintContext): readonly Finding[] {
  const placeOf = (at: number) => parsed.place(['tasks', name, 'needs', at], 'value');
  const names = needs.map(need => (typeof need === 'string' ? need : need.task));
  const firsts = new Map<string, number>();
  const reported = new Set<string>();
  return names.flatMap((to, at) => {
    const first = firsts.get(to);
    if (first === undefined) firsts.set(to, at);
    if (first === undefined || reported.has(to)) return [];
    reported.add(to);
    const also = {message: `\`${to}\` is already listed here`, place: placeOf(first)};
    return [{message: `task \`${name}\` needs \`${to}\` twice; leave one out`, place: placeOf(at), also}];
  });
}
