import {join} from 'node:path';
import {cacheFolder} from '../../state/cached-files.ts';
import {COMMAND_NAMES} from '../commands/names.ts';
import {codeCache, type CodeCache} from './code-cache.ts';

/**
 * The compiled code in the user's cache. `undefined` without a home directory, if NODE_DISABLE_COMPILE_CACHE is set, and while coverage
 * is measured, since cached code makes it less precise.
 *
 * @param command the first argument; each command has its own files, since it uses other functions
 */
export function findCodeCache(command: string | undefined, env: NodeJS.ProcessEnv): CodeCache | undefined {
  const {NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE} = env;
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return undefined;
  const folder = cacheFolder(env);
  if (folder === undefined) return undefined;
  return codeCache(join(folder, 'code'), COMMAND_NAMES.find(name => name === command) ?? 'any');
}
