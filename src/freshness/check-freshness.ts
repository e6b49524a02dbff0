import {relative} from 'node:path';
import {hashFiles, MISSING, type FileHashes} from './file-hashes.ts';
import {fingerprint, type Fingerprint, type Work} from './fingerprint.ts';
import type {Success} from './fingerprint-store.ts';

/** Whether work can be skipped; if not, the reason as text, and the fingerprint of its current inputs. */
export type Freshness =
  | {readonly unchanged: true; readonly outputs: Readonly<Record<string, string>>}
  | {readonly unchanged: false; readonly because: string; readonly from: Fingerprint};

/** Compares `work` with its last success. */
export async function checkFreshness(
  work: Work,
  last: Success | undefined,
  signal?: AbortSignal,
): Promise<Freshness> {
  const from = await fingerprint(work, signal);
  if (!last) return {unchanged: false, because: 'no earlier success', from};
  const because = changeOfInput(last.from, from) ?? (await changeOfGenerated(work, last.generated, signal));
  if (because !== undefined) return {unchanged: false, because, from};
  if (last.superseded) return {unchanged: false, because: 'the last run did not succeed', from};
  if (!last.outputs)
    return {unchanged: false, because: 'an output contains a secret, which is not stored', from};
  const gone = await work.staleReason?.(last.outputs);
  return gone === undefined
    ? {unchanged: true, outputs: last.outputs}
    : {unchanged: false, because: gone, from};
}

function changeOfInput(last: Fingerprint, now: Fingerprint): string | undefined {
  if (now.command !== last.command) return 'command changed';
  if (now.env !== last.env) return 'env changed';
  if (now.outputs !== last.outputs) return 'the names of its outputs changed';
  const changed = [...new Set([...Object.keys(last.sources), ...Object.keys(now.sources)])]
    .sort()
    .filter(path => last.sources[path] !== now.sources[path]);
  if (changed.length > 0) return `sources changed: ${listed(changed)}`;
  const bases = Object.keys(now.bases).filter(
    name => (last.bases[name] ?? now.bases[name]) !== now.bases[name],
  );
  if (bases.length > 0) return `base image changed: ${listed(bases)}`;
  // A misspelled pattern must not make a task that never runs again.
  if (now.unmatched.length > 0) return `no file matches \`${now.unmatched.join(' ')}\``;
  return undefined;
}

/** Only what the last success left matters; what others put beside it does not. */
async function changeOfGenerated(
  {cwd, generates}: Work,
  last: FileHashes,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const paths = Object.keys(last);
  if (generates.length > 0 && paths.length === 0)
    return `the last run generated no \`${generates.join(' ')}\``;
  const now = await hashFiles(cwd, paths, signal);
  const shown = (keep: (path: string) => boolean): string[] =>
    paths.filter(keep).map(path => relative(cwd, path));
  const missing = shown(path => now[path] === MISSING);
  if (missing.length > 0)
    return missing.length === 1
      ? `generated file ${listed(missing)} is missing`
      : `generated files are missing: ${listed(missing)}`;
  const changed = shown(path => now[path] !== last[path]);
  return changed.length > 0 ? `generated files changed: ${listed(changed)}` : undefined;
}

function listed([first = '', ...others]: readonly string[]): string {
  return others.length > 0 ? `${first} and ${others.length} more` : first;
}
