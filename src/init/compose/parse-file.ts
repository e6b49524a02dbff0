import {isNode, isScalar, parseDocument, visit, type Document} from 'yaml';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {badSource, type SourceFile} from '../bad-source.ts';
import {writeNumbersAsGo} from './go-numbers.ts';
import {isMap, type PlainMap} from '../plain-map.ts';

/** A single Compose file. */
export interface ComposeFile {
  readonly source: SourceFile;
  readonly root: PlainMap;
  /** The tags that change how parts are merged into earlier files, by {@link tagKey}. */
  readonly tags: ReadonlyMap<string, MergeTag>;
}

/** https://docs.docker.com/reference/compose-file/merge/ */
export type MergeTag = 'reset' | 'override';

/** The maximum number of values in a file with its aliases expanded. Compose has no such limit, but no real file comes close. */
const MAX_VALUES = 300_000;

export function parseComposeFile(source: SourceFile): ComposeFile {
  const document = parseDocument(source.text, {merge: true, prettyErrors: false, logLevel: 'silent'});
  const [error] = document.errors;
  if (error) badSource(source, error.message.split('\n')[0] ?? '', error.pos);
  const tags = tagsOf(document);
  writeNumbersAsGo(document);
  // A file with only comments has no effect.
  const root = readValue(source, document) ?? {};
  if (!isMap(root)) return badSource(source, 'it is not a map');
  if (isTooLarge(root)) return badSource(source, `its aliases expand to more than ${MAX_VALUES} values`);
  return {source, root, tags};
}

/** The key for a path. Names in a Compose file contain no line breaks. */
export function tagKey(path: readonly string[]): string {
  return path.join('\n');
}

function tagsOf(document: Document): ReadonlyMap<string, MergeTag> {
  const tags = new Map<string, MergeTag>();
  visit(document, {
    Pair(_, {key, value}, path) {
      const tag = isNode(value) ? /^!(reset|override)$/.exec(value.tag ?? '')?.[1] : undefined;
      if (tag === undefined) return;
      const keys = [...path, {key}].flatMap(node =>
        'key' in node && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      tags.set(tagKey(keys), tag as MergeTag);
    },
  });
  return tags;
}

/** Converts the document. This detects aliases without an anchor. The number of aliases is not limited, only the number of values. */
function readValue(source: SourceFile, document: Document): unknown {
  try {
    return document.toJS({maxAliasCount: -1});
  } catch (error) {
    return badSource(source, messageOf(error));
  }
}

function isTooLarge(root: unknown): boolean {
  let count = 0;
  const open = [root];
  while (open.length > 0 && count <= MAX_VALUES) {
    const value = open.pop();
    count += 1;
    if (typeof value === 'object' && value !== null)
      for (const child of Object.values(value)) open.push(child);
  }
  return count > MAX_VALUES;
}
