import {expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {configDifferences, launchConfig, type LaunchConfig} from '../../src/plan/launch-config.ts';
import {select} from '../../src/plan/select.ts';
import type {SelectionRequest} from '../../src/plan/selection.ts';
import {kinds} from '../../src/tasks/registry.ts';

const FILE = `
vars: {port: "3000"}
env: {LEVEL: info}
tasks:
  db: {serve: run-db, ready: {port: 5432}}
  web: {needs: [db], serve: "web \${{ vars.port }}", env: {A: a}}
  tests: {run: npm test}
`;

function configOf(
  text: string,
  {vars = {}, ...request}: SelectionRequest & {readonly vars?: Record<string, string>} = {},
): LaunchConfig {
  const loaded = load('/work/bottle.yaml', text, {vars, env: {}, kinds, readText: () => undefined});
  if (!('launch' in loaded)) throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
  const result = select(loaded.launch, request);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return JSON.parse(JSON.stringify(launchConfig(loaded.launch, result.selection))) as LaunchConfig;
}

function changed(now: LaunchConfig, tasks: readonly string[]): readonly string[] {
  return configDifferences(configOf(FILE), now, new Set(tasks)).map(
    ({path, before, now: after}) =>
      `${path.join('.')}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  );
}

const ALL = ['db', 'web', 'tests', 'cache'];

test.each<[string, LaunchConfig, readonly string[]]>([
  ['nothing', configOf(FILE), []],
  ['its notation', configOf(`# a comment\n${FILE.replace('{A: a}', '{"A": "a"}')}`), []],
  ['a variable on the command line', configOf(FILE, {vars: {port: '4000'}}), ['vars.port: "3000" -> "4000"']],
  ['a key', configOf(FILE.replace('port: 5432', 'port: 1')), ['tasks.db.ready.port: 5432 -> 1']],
  [
    'a list',
    configOf(FILE.replace('needs: [db]', 'needs: [db, tests]')),
    ['tasks.web.needs: ["db"] -> ["db","tests"]'],
  ],
  ['a new task', configOf(`${FILE}  cache: {serve: x}\n`), ['tasks.cache: undefined -> {"serve":"x"}']],
  ['the environment', configOf(FILE.replace('LEVEL: info', '')), ['env.LEVEL: "info" -> undefined']],
  ['`until`', configOf(FILE, {until: 'tests'}), ['call.until: undefined -> "tests"']],
])('finds the differences of %s', (_, now, differences) => {
  expect(changed(now, ALL)).toEqual(differences);
});

test('ignores differences in tasks that were not requested', () => {
  const now = configOf(FILE.replace('npm test', 'npm t'));
  expect(changed(now, ['db', 'web'])).toEqual([]);
  expect(changed(now, ['tests'])).toEqual(['tasks.tests.run: "npm test" -> "npm t"']);
});
