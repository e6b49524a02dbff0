import type {KeyPath} from '../yaml/parsed-file.ts';

/**
 * The thing at `path`, for a message: ``task `web` ``, ``a probe of task `web` ``, `` `retry` of task `web` ``, ``secret
 * `TOKEN` ``.
 */
export function describePath(path: KeyPath): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return 'the file';
  const last = path.findLast(part => typeof part === 'string');
  if (name === undefined || (section !== 'tasks' && section !== 'secrets')) return `\`${String(last)}\``;
  const owner = `${section === 'tasks' ? 'task' : 'secret'} \`${name}\``;
  if (rest.length === 0) return owner;
  return last === 'ready' ? `a probe of ${owner}` : `\`${String(last)}\` of ${owner}`;
}
