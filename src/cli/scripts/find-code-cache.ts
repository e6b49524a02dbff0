import {isAbsolute, join} from 'node:path';
import {COMMAND_NAMES} from '../commands/names.ts';
import {codeCache, type CodeCache} from './code-cache.ts';

/**
 * The user's cache of compiled code: `bottle` in `$XDG_CACHE_HOME` (default: `~/.cache`), not in /tmp, which is shared. `undefined`
 * without a home directory, if NODE_DISABLE_COMPILE_CACHE is set, and while coverage is measured, since cached code makes it less precise.
 *
 * @param command the first argument; each command has its own files, since it uses other functions
 */
export function findCodeCache(command: string | undefined, env: NodeJS.ProcessEnv): CodeCache | undefined {
  const {XDG_CACHE_HOME = '', HOME = '', NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE} = env;
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return undefined;
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : isAbsolute(HOME) && join(HOME, '.cache');
  if (caches === false) return undefined;
  return codeCache(join(caches, 'bottle'), COMMAND_NAMES.find(name => name === command) ?? 'any');
}
