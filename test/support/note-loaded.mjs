// Preloaded into bottle, and then the loader of its modules: notes each file that is loaded in that named by BOTTLE_TEST_LOADED.
import {appendFileSync} from 'node:fs';
import {register} from 'node:module';
import {isMainThread} from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

export async function load(url, context, nextLoad) {
  if (url.startsWith('file:')) appendFileSync(process.env.BOTTLE_TEST_LOADED, `${url}\n`);
  return await nextLoad(url, context);
}
