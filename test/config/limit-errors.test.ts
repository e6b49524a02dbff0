import {expect, test} from 'vitest';
import {checkGithub} from '../../src/cli/views/check/github.ts';
import {checkJson} from '../../src/cli/views/check/json.ts';
import {checkSarif} from '../../src/cli/views/check/sarif.ts';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {check} from '../../src/lint/check.ts';
import {problemsOf} from '../../src/lsp/problems.ts';
import {model} from '../../src/lsp/model.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

const options = {vars: {}, env: {}, kinds, disk: generousDisk};
const PATH = '/work/bottle.yaml';

test.each([
  ['in needs', (at: number) => `  t${at}: {run: x, needs: [elsewhere]}`],
  ['in the shape', (at: number) => `  t${at}: {run: x, color: y}`],
  ['in YAML', () => '  same: {run: x}'],
])('shows the first hundred errors %s and counts the rest', (_kind, line) => {
  const text = manyTasks(1201, line);
  const {diagnostics} = check(PATH, text, options);
  expect(diagnostics).toHaveLength(101);
  const besides = line(0) === line(1) ? 1100 : 1101;
  expect(diagnostics.at(-1)).toEqual({
    severity: 'error',
    rule: 'more-errors',
    message: `${besides.toLocaleString('en')} more errors are not shown`,
    count: besides,
  });
});

test('limits the errors of a single string too', () => {
  const {diagnostics} = check(PATH, `tasks: {a: {run: "${'${{ '.repeat(1201)}"}}`, options);
  expect(diagnostics).toHaveLength(101);
  expect(diagnostics.at(-1)).toMatchObject({message: '1,101 more errors are not shown', count: 1101});
});

test.each([
  ['without a kind', '{needs: []}'],
  ['with an unknown key', '{rum: x}'],
  ['with a wrong value', '{run: x, timeout: 3}'],
])('reports an anchor %s once, at its first use', (_what, task) => {
  const text = `x-a: &a ${task}\n${manyTasks(300, at => `  t${at}: *a`)}`;
  expect(check(PATH, text, options).diagnostics).toHaveLength(1);
});

test('shows all of a hundred errors, and hides one of 101', () => {
  const line = (at: number) => `  t${at}: {run: x, color: y}`;
  expect(check(PATH, manyTasks(100, line), options).diagnostics.map(({rule}) => rule)).not.toContain(
    'more-errors',
  );
  expect(check(PATH, manyTasks(101, line), options).diagnostics.at(-1)?.message).toBe(
    '1 more error is not shown',
  );
});

test('shows the first thousand warnings and counts the rest', () => {
  const text = `vars:\n${Array.from({length: 1201}, (_, at) => `  v${at}: x\n`).join('')}tasks: {a: {run: x}}\n`;
  const {diagnostics, launch} = check(PATH, text, options);
  expect(launch).toBeDefined();
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.at(-2)?.message).toContain('`v999`');
  expect(diagnostics.at(-1)).toEqual({
    severity: 'warning',
    rule: 'more-warnings',
    message: '201 more warnings are not shown',
    count: 201,
  });
  const report = {path: PATH, textOf: () => text, diagnostics};
  expect(JSON.parse(checkJson(report, '/work'))).toMatchObject({errors: 0, warnings: 1201});
  expect(diagnosticText(diagnostics, () => text, {color: false, cwd: '/work'})).toMatch(
    /\n1,201 warnings\n$/,
  );
});

test('prints the full count in every format', () => {
  const text = manyTasks(1101, at => `  t${at}: {run: x, needs: [elsewhere]}`);
  const report = {path: PATH, textOf: () => text, ...check(PATH, text, options)};
  const output = diagnosticText(report.diagnostics, () => text, {color: false, cwd: '/work'});
  expect(output).toMatch(/\nerror: 1,001 more errors are not shown\n\n1,101 errors\n$/);
  expect(JSON.parse(checkJson(report, '/work'))).toMatchObject({errors: 1101, warnings: 0});
  expect(checkJson(report, '/work')).toContain('"count": 1001');
  expect(checkSarif(report, '/work')).toContain('1,001 more errors are not shown');
  expect(checkGithub(report, '/work')).toContain(
    '::error title=more-errors::1,001 more errors are not shown\n',
  );
  expect(problemsOf(model(PATH, text, options), {schemaErrors: true})).toHaveLength(101);
});

function manyTasks(count: number, line: (at: number) => string): string {
  return `tasks:\n${Array.from({length: count}, (_, at) => `${line(at)}\n`).join('')}`;
}
