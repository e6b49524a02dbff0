import {statSync} from 'node:fs';
import {join} from 'node:path';
import {cachedFiles, cacheFolder, type CachedFile, type CachedFiles} from '../state/cached-files.ts';
import {BUILD_ID} from '../vocabulary/build-id.ts';
import {textHash} from '../vocabulary/text-hash.ts';
import {hasValidShape} from './shape/has-valid-shape.ts';
import {parse, parsedFrom, type Parse, type Parsed} from './yaml/parse.ts';
import {eachNode, type SourceNode} from './yaml/source-node.ts';

/** A parsed file in the cache: whether its shape is valid, and its nodes. */
type Entry = readonly [hasValidShape: boolean, root: SourceNode];

interface ParserCache {
  readonly files: CachedFiles;
  /** Entries of other builds are not used, since they may parse or check files differently. */
  readonly build: string;
}

/** The maximum number of launch files in the cache. */
const MOST_FILES = 200;

/** Larger entries are not cached: 2 MB, so that the files take at most 1 GB: each contains its entry twice, and its text. An entry takes about ten times as many bytes as its text. */
const MAX_BYTES = 2 * 1024 * 1024;

/** A parser for the files of a call, with the user's cache if there is one. */
export function parserFor(env: Readonly<Record<string, string | undefined>>): Parse {
  const folder = cacheFolder(env);
  if (folder === undefined || BUILD_ID === undefined) return parse;
  const files = cachedFiles(join(folder, 'files'), MOST_FILES);
  const parseCached = cachedParser(parse, {files, build: BUILD_ID});
  return (path, text) => (isRegularFile(path) ? parseCached(path, text) : parse(path, text));
}

/** The text of a pipe is not kept: it may be a decrypted file that must not stay on disk. */
function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Keeps the nodes of files without syntax errors in the user's cache. If a file has not changed, the next call loads neither the
 * parser nor the validator. Everything else is determined again, since it depends on other files and on the environment.
 *
 * @param parse parses files that are not known
 */
export function cachedParser(parse: Parse, {files, build}: ParserCache): Parse {
  return (path, text) => {
    const name = textHash(`${build}\n${path}`);
    const source = Buffer.from(`${build}\n${text}`);
    const known = knownFile(path, text, files.read(name, source));
    if (known) return known;
    const read = parse(path, text);
    if ('diagnostics' in read) return read;
    const {parsed, root} = read;
    const isValid = hasValidShape(parsed.value);
    if (root) keep([isValid, root], source, {name, files});
    return {root, parsed: {...parsed, hasValidShape: isValid}};
  };
}

function knownFile(path: string, text: string, found: CachedFile | undefined): Parsed | undefined {
  if (!found) return undefined;
  // Only `keep` writes these files, and damaged ones are not read.
  const [hasValidShape, root] = JSON.parse(found.bytes.toString('utf8')) as Entry;
  const parsed = parsedFrom(path, text, root);
  return parsed && {root, parsed: {...parsed, hasValidShape}};
}

function keep(entry: Entry, source: Buffer, {name, files}: {name: string; files: CachedFiles}): void {
  if (!isJson(entry[1]) || !files.isWritable()) return;
  const bytes = Buffer.from(JSON.stringify(entry));
  if (bytes.length <= MAX_BYTES) files.write(name, source, bytes);
}

/** Whether JSON has all values of scalars; it has no infinite numbers, for example. */
function isJson(root: SourceNode): boolean {
  let is = true;
  eachNode(root, node => {
    if (node.kind === 'scalar' && !isJsonValue(node.value)) is = false;
  });
  return is;
}

function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
