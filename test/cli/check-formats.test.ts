import {mkdir, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import ajv from 'ajv-draft-04';
import type {Log} from 'sarif';
import {describe, expect, test} from 'vitest';
import {checkGithub} from '../../src/cli/views/check/github.ts';
import {checkJson} from '../../src/cli/views/check/json.ts';
import type {CheckReport} from '../../src/cli/views/check/report.ts';
import {checkSarif} from '../../src/cli/views/check/sarif.ts';
import {check} from '../../src/lint/check.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const ERRORS = `tasks:
  "web 😀": {serv: x}
  db:
    serve: x
    needs: [
      ab
    ]
`;
const WARNINGS = `tasks:
  db: {run: x}
  web: {run: "x 100%", needs: [db, db]}
`;

test('JSON contains positions as lines and characters, both places, and the suggestion', () => {
  expect(JSON.parse(checkJson(reportOn(WARNINGS), '/work'))).toEqual({
    version: 1,
    file: 'sub/bottle.yaml',
    errors: 0,
    warnings: 1,
    diagnostics: [
      {
        severity: 'warning',
        rule: 'repeated-need',
        message: 'task `web` needs `db` twice; leave one out',
        file: 'sub/bottle.yaml',
        start: {line: 3, column: 36},
        end: {line: 3, column: 38},
        also: {
          message: '`db` is already listed here',
          file: 'sub/bottle.yaml',
          start: {line: 3, column: 32},
          end: {line: 3, column: 34},
        },
      },
    ],
  });
  const errors = JSON.parse(checkJson(reportOn(ERRORS), '/work/sub')) as {diagnostics: object[]};
  expect(errors).toMatchObject({file: 'bottle.yaml', errors: 3, warnings: 0});
  expect(errors.diagnostics).toContainEqual({
    severity: 'error',
    rule: 'wrong-shape',
    message: 'unknown key `serv` in task `web 😀`, did you mean `serve`?',
    file: 'bottle.yaml',
    start: {line: 2, column: 13},
    end: {line: 2, column: 17},
    suggestion: 'serve',
  });
});

test('JSON is valid for a call without a file', () => {
  const report = {
    textOf: () => '',
    diagnostics: [{severity: 'error', rule: 'no-file', message: 'none'} as const],
  };
  expect(JSON.parse(checkJson(report, '/work'))).toEqual({
    version: 1,
    file: null,
    errors: 1,
    warnings: 0,
    diagnostics: [{severity: 'error', rule: 'no-file', message: 'none'}],
  });
});

describe('SARIF', () => {
  const require = createRequire(import.meta.url);
  const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
  const validate = new ajv.default({strict: false, validateFormats: false, unicodeRegExp: false}).compile(
    schema,
  );

  test.each([
    ['errors', ERRORS],
    ['warnings', WARNINGS],
    ['nothing', 'tasks: {a: {run: x}}'],
    ['invalid YAML', 'tasks: ['],
  ])('is valid against its schema for %s', (_what, text) => {
    const log = JSON.parse(checkSarif(reportOn(text), '/work')) as unknown;
    validate(log);
    expect(validate.errors).toBe(null);
  });

  test('is valid against its schema without a file', () => {
    const report = {
      textOf: () => '',
      diagnostics: [{severity: 'error', rule: 'no-file', message: 'none'} as const],
    };
    validate(JSON.parse(checkSarif(report, '/work')));
    expect(validate.errors).toBe(null);
  });

  test('is checked by a schema that rejects invalid logs', () => {
    expect(validate({version: '2.1.0', runs: [{results: []}]})).toBe(false);
  });

  test('contains the rule, the location and the fix', () => {
    const {runs} = JSON.parse(checkSarif(reportOn(ERRORS), '/work')) as Log;
    const results = runs[0]?.results ?? [];
    const rules = runs[0]?.tool.driver.rules ?? [];
    expect(results.map(({ruleId, ruleIndex = -1}) => rules[ruleIndex]?.id === ruleId)).toEqual([
      true,
      true,
      true,
    ]);
    const region = {startLine: 2, startColumn: 13, endLine: 2, endColumn: 17};
    const artifactLocation = {uri: 'sub/bottle.yaml', uriBaseId: '%SRCROOT%'};
    expect(results).toContainEqual({
      ruleId: 'wrong-shape',
      ruleIndex: 3,
      level: 'error',
      message: {text: 'unknown key `serv` in task `web 😀`, did you mean `serve`?'},
      locations: [{physicalLocation: {artifactLocation, region}}],
      fixes: [
        {
          artifactChanges: [
            {artifactLocation, replacements: [{deletedRegion: region, insertedContent: {text: 'serve'}}]},
          ],
        },
      ],
    });
  });
});

describe('GitHub annotations', () => {
  test('have a line for each problem, and the second place as text', () => {
    expect(checkGithub(reportOn(WARNINGS), '/work')).toBe(
      '::warning file=sub/bottle.yaml,line=3,endLine=3,col=36,endColumn=38,title=repeated-need::' +
        'task `web` needs `db` twice; leave one out%0Anote: `db` is already listed here (line 3)\n',
    );
  });

  test('escape characters that end a command or a property', () => {
    const report: CheckReport = {
      textOf: () => 'a',
      diagnostics: [
        {
          severity: 'error',
          rule: 'a:b,c',
          message: '100% wrong: a,\r\nb',
          place: {file: '/work/a,b:c%.yaml', start: 0, end: 1},
        },
      ],
    };
    expect(checkGithub(report, '/work')).toBe(
      '::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=1,endColumn=2,title=a%3Ab%2Cc::100%25 wrong: a,%0D%0Ab\n',
    );
  });

  test('have no columns for a range of several lines, because GitHub rejects them', () => {
    const place = {file: '/work/a.yaml', start: 0, end: 3};
    const report: CheckReport = {
      textOf: () => 'a\nb\n',
      diagnostics: [{severity: 'error', message: 'x', place}],
    };
    expect(checkGithub(report, '/work')).toBe('::error file=a.yaml,line=1,endLine=2,title=bottle::x\n');
  });

  test('have no location for a problem without a place', () => {
    const report: CheckReport = {
      textOf: () => '',
      diagnostics: [{severity: 'error', rule: 'no-file', message: 'x'}],
    };
    expect(checkGithub(report, '/work')).toBe('::error title=no-file::x\n');
  });

  test('have paths relative to the root of the repository', async () => {
    const root = await temporaryDirectory();
    await mkdir(join(root, 'sub/deep'), {recursive: true});
    await writeFile(join(root, '.git'), 'gitdir: elsewhere');
    const place = {file: join(root, 'sub/bottle.yaml'), start: 0, end: 1};
    const report: CheckReport = {textOf: () => 'a', diagnostics: [{severity: 'error', message: 'x', place}]};
    expect(checkGithub(report, join(root, 'sub/deep'))).toContain('file=sub/bottle.yaml,');
  });
});

function reportOn(text: string): CheckReport {
  const path = '/work/sub/bottle.yaml';
  return {path, textOf: () => text, ...check(path, text, {vars: {}, env: {}, kinds, disk: generousDisk})};
}
