// Bundles the script of `bottle plan --format html` as a string that the command inserts into each page.
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
  // Renamed when complete, so that a concurrent import never sees a partial file.
  const unfinished = `${target}.${process.pid}`;
  writeFileSync(unfinished, `export default ${JSON.stringify(text)};\n`);
  renameSync(unfinished, target);
}
