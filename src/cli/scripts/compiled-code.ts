import {Script} from 'node:vm';
import type {CachedCode, CodeCache} from './code-cache.ts';
import {profileFlags} from './profile-flags.ts';
import type {SetFlags} from './v8-flags.ts';

/**
 * The compiled code of the scripts of a call. V8 compiles a function when it is first called, so cached code has only the functions
 * that earlier calls used. If `start`, the first script, has no cached code, the call extends the code of all scripts that it loads by
 * the functions that it compiles. If another call has compiled many functions, it deletes the code of `start`, so the next call does this.
 */
export interface CompiledCode {
  /** @param path of the script, for stack traces */
  compile(name: string, source: Buffer, path: string): Script;
  /** Loads one of Node's own modules, whose compiled code V8 accepts only with its default flags. */
  withDefaults<Result>(load: () => Result): Result;
  /** Caches the code once, if this call extends it. */
  keep(): void;
  /** At the end of a call: checks whether the next call should extend the code. */
  review(): void;
}

interface CompiledScript {
  readonly script: Script;
  readonly cached: CachedCode;
  /** The size of the cached code in bytes; 0 if there is none. */
  size: number;
}

/** The minimum time between two checks of the code, which take 6 ms. */
const CHECK_MS = 60_000;

/** The growth of the code of a script that is worth caching. V8's own variation is a few bytes. */
const GROWTH = 1.02;

export function compiledCode(cache: CodeCache | undefined): CompiledCode {
  const compiled: CompiledScript[] = [];
  /** When the code was last compared with the cached code, in milliseconds since the epoch. */
  let checkedAt = 0;
  /** Set if this call extends the code, until it has done so. */
  let setProfile: SetFlags | undefined;

  const withDefaults = <Result>(load: () => Result): Result => {
    setProfile?.('default');
    try {
      return load();
    } finally {
      setProfile?.('changed');
    }
  };
  return {
    compile(name, source, path) {
      const cached = cache?.find(name, source);
      const code = cached?.code;
      if (compiled.length === 0 && cached) {
        checkedAt = cached.checkedAt;
        if (!code) setProfile = profileFlags();
      }
      const script = withDefaults(
        () => new Script(source.toString('latin1'), {filename: path, ...(code && {cachedData: code})}),
      );
      const isKept = code !== undefined && script.cachedDataRejected === false;
      if (cached) compiled.push({script, cached, size: isKept ? code.length : 0});
      return script;
    },
    withDefaults,
    keep() {
      if (!setProfile) return;
      setProfile('default');
      setProfile = undefined;
      checkedAt = Date.now();
      for (const each of compiled) {
        const code = each.script.createCachedData();
        each.cached.replace(code);
        each.size = code.length;
      }
    },
    review() {
      const [first] = compiled;
      const isDue = Math.abs(Date.now() - checkedAt) >= CHECK_MS;
      if (isDue) first?.cached.checked();
      if (compiled.some(each => hasGrown(each, isDue))) first?.cached.forget();
    },
  };
}

/** @param isDue whether to compare the code, or only to check whether there is any in the cache */
function hasGrown({script, size}: CompiledScript, isDue: boolean): boolean {
  return size === 0 || (isDue && script.createCachedData().length > size * GROWTH);
}
