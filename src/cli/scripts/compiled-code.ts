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
  /** Caches the code if this call extends it. */
  keep(): void;
  /** At the end of a call: checks whether the next call should extend the code. */
  review(): void;
}

interface CompiledScript {
  readonly script: Script;
  readonly cached: CachedCode;
  /** The size of the cached code in bytes; 0 if there is none. */
  readonly size: number;
}

/** The minimum time between two checks of the code, which take 6 ms. */
const CHECK_MS = 60_000;

/** The growth of the code of a script that is worth caching. V8's own variation is a few bytes. */
const GROWTH = 1.02;

export function compiledCode(cache: CodeCache | undefined): CompiledCode {
  const compiled: CompiledScript[] = [];
  /** Set if this call extends the code. */
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
      if (compiled.length === 0 && cached && !code) setProfile = profileFlags();
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
      for (const {script, cached} of compiled) cached.replace(script.createCachedData());
    },
    review() {
      const [first] = compiled;
      if (setProfile || !first) return;
      if (hasGrown(compiled, first.cached)) first.cached.forget();
    },
  };
}

function hasGrown(compiled: readonly CompiledScript[], first: CachedCode): boolean {
  if (compiled.some(({size}) => size === 0)) return true;
  if (Math.abs(Date.now() - first.checkedAt) < CHECK_MS) return false;
  first.checked();
  return compiled.some(({script, size}) => script.createCachedData().length > size * GROWTH);
}
