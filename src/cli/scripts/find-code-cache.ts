import {isAbsolute, join} from 'node:path';
import {COMMAND_NAMES} from '../commands/names.ts';
import {codeCache, type CodeCache} from './code-cache.ts';

/**
 * The user's cache of compiled code: `bottle` in `$XDG_CACHE_HOME`, by default `~/.cache`. Not in /tmp, which is shared. None
 * without a home directory, and where Node's own cache is turned off: by NODE_DISABLE_COMPILE_CACHE, and for the measuring of
 * coverage, which is less precise with it.
 *
 * @param command the first argument; each command uses other functions, and so has code of its own
 */
export function findCodeCache(command: string | undefined, env: NodeJS.ProcessEnv): CodeCache | undefined {
  const {XDG_CACHE_HOME = '', HOME = '', NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE} = env;
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return undefined;
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : isAbsolute(HOME) && join(HOME, '.cache');
  if (caches === false) return undefined;
  return codeCache(join(caches, 'bottle'), COMMAND_NAMES.find(name => name === command) ?? 'any');
}
