import {resolve} from 'node:path';
import {sourceFileOf, type Task} from '../../model/launch-file.ts';
import {hasExpression} from '../../values/template.ts';
import type {LintRule} from '../rule.ts';
import {isMentioned} from '../mentioned-paths.ts';

/** A pattern without a match makes the task fail, but only after everything that it needs has come up. */
export const unmatchedSource: LintRule = {
  name: 'unmatched-source',
  about: 'a pattern of `sources` that matches no file, and whose folder no other task seems to create',
  bad: `
tasks:
  build: {run: npm run build, sources: ["missing/**/*.ts"], generates: [dist/**]}
`,
  good: `
tasks:
  build: {run: npm run build, sources: ["src/**/*.ts"], generates: [dist/**]}
`,
  find({launch, parsed, disk}) {
    let left = MAX_SEARCHES;
    return [...launch.tasks.values()].flatMap(task => {
      const {sources, cwd} = sourcesOf(task);
      if (sources.length === 0 || hasExpression(cwd)) return [];
      const folder = resolve(sourceFileOf(task).dir, cwd);
      if (disk.look(folder) === undefined) return [];
      const known = sources.filter(pattern => !hasExpression(pattern)).slice(0, left);
      left -= known.length;
      const unmatched = disk
        .unmatched(folder, known)
        .filter(pattern => !isMentioned({path: literalPart(pattern), task}, launch));
      return unmatched.map(pattern => ({
        message: `\`${pattern}\` matches no file; patterns of \`sources\` are relative to ${cwd === '.' ? 'the launch file' : `\`${cwd}\``}`,
        place: parsed.place(['tasks', task.name, 'sources', sources.indexOf(pattern)], 'value'),
      }));
    });
  },
};

/** The maximum number of patterns to search for in a file: each search takes at least a tenth of a millisecond. */
const MAX_SEARCHES = 1000;

function sourcesOf({source}: Task): {readonly sources: readonly string[]; readonly cwd: string} {
  if (!('run' in source)) return {sources: [], cwd: '.'};
  return {sources: source.sources ?? [], cwd: source.cwd ?? '.'};
}

/** The leading part of a pattern without wildcards: `dist` for `dist/**`. */
function literalPart(pattern: string): string {
  const names = pattern.split('/');
  const wild = names.findIndex(name => /[*?[{]/.test(name));
  return (wild === -1 ? names : names.slice(0, wild)).join('/');
}
