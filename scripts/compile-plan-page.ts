// Bundles the script of `bottle plan --format html` as a text, which the command puts into each page.
import {renameSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const source = fileURLToPath(new URL('../src/plan-page/main.ts', import.meta.url));
const target = fileURLToPath(new URL('../generated/plan-page.generated.mjs', import.meta.url));

/** Writes generated/plan-page.generated.mjs. */
export async function compilePlanPage(): Promise<void> {
  const {outputFiles} = await build({
    ...{entryPoints: [source], bundle: true, minify: true, write: false, format: 'iife', charset: 'utf8'},
    ...{target: 'es2023', platform: 'browser', legalComments: 'none'},
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  // A process that imports it at this moment sees the old one or the new one, never a part.
  const unfinished = `${target}.${process.pid}`;
  writeFileSync(unfinished, `export default ${JSON.stringify(text)};\n`);
  renameSync(unfinished, target);
}
