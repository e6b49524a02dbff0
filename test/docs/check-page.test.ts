import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {errorRules} from '../../src/config/error-rules.ts';
import {rules} from '../../src/lint/registry.ts';
import type {LintRule} from '../../src/lint/rule.ts';
import {UNUSED_SILENCER, unusedSilencer} from '../../src/lint/silencers.ts';

const page = fileURLToPath(new URL('../../docs/check.md', import.meta.url));

test('docs/check.md lists all rules', async () => {
  const text = await readFile(page, 'utf8');
  const [, head = ''] = /^(.*?<!-- From here on generated .*? -->\n)/s.exec(text) ?? [];
  expect(head).not.toBe('');
  await expect(`${head}\n${rulesPart()}`).toMatchFileSnapshot(page);
});

function rulesPart(): string {
  const warnings: readonly Row[] = [
    ...rules.map(({name, about}): Row => [`[\`${name}\`](#${name})`, about]),
    [`\`${UNUSED_SILENCER}\``, unusedSilencer],
  ];
  const errors = Object.entries(errorRules).map(([name, about]): Row => [`\`${name}\``, about]);
  return [
    `## Warnings\n\n${table('warns about', warnings)}`,
    ...rules.map(section),
    `## Errors\n\n${table('requirement', errors)}`,
  ].join('\n');
}

type Row = readonly [rule: string, about: string];

function table(heading: string, rows: readonly Row[]): string {
  return ['| rule | ' + heading + ' |', '|---|---|', ...rows.map(row => `| ${row.join(' | ')} |`), ''].join(
    '\n',
  );
}

function section({name, about, bad, good}: LintRule): string {
  return `### ${name}

Warns about ${about}.

\`\`\`yaml bad
${bad.trim()}
\`\`\`

Better:

\`\`\`yaml
${good.trim()}
\`\`\`
`;
}
