import {readFile} from 'node:fs/promises';
import {register} from 'node:module';
import {fileURLToPath} from 'node:url';
import {isMainThread} from 'node:worker_threads';

/**
 * Lets Node 20 run TypeScript: `node --import ./scripts/typescript.mjs scripts/build.ts`. Newer versions strip types on
 * their own. The build runs before every `npm test`, and this starts faster than a general-purpose runner.
 */
if (isMainThread && !process.features.typescript) {
  // Stack traces then show lines of the source.
  process.setSourceMapsEnabled(true);
  register(import.meta.url);
}

/**
 * Called by Node for each module, in a separate thread.
 * https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload
 */
export async function load(url, context, nextLoad) {
  if (!/^file:.*\.ts$/.test(url)) return await nextLoad(url, context);
  // Imported here, so that only this thread loads esbuild.
  const {transform} = await import('esbuild');
  const file = fileURLToPath(url);
  const {code} = await transform(await readFile(file, 'utf8'), {
    loader: 'ts',
    target: 'node20.19',
    sourcefile: file,
    sourcemap: 'inline',
  });
  return {format: 'module', source: code, shortCircuit: true};
}
