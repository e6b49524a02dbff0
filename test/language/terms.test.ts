import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {denied} from './denied.ts';
import {proseOf} from './prose.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('x', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {cwd: root, encoding: 'utf8'})
    .split('\n')
    .filter(f => /^(src|test|docs|scripts|bench|examples)\/|^[^/]*\.(md|example)$/.test(f) && /\.(m?ts|mjs|md|yaml|example)$/.test(f) && !/generated|language\//.test(f));
  const out: string[] = [];
  for (const f of files)
    for (const p of proseOf(f, readFileSync(join(root, f), 'utf8')))
      for (const d of denied) if ((!d.only || d.only === p.kind) && d.pattern.test(p.text)) out.push(`${f}\t${p.kind}\t${p.line}\t${d.pattern.exec(p.text)?.[0]}\t${p.text}`);
  writeFileSync('/tmp/english/denied.tsv', out.join('\n'));
  expect(1).toBe(1);
});
