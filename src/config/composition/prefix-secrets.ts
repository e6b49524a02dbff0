import {isMap} from '../yaml/errors-below.ts';
import {entriesOf, entryOf, itemsOf, listOf, mapOf, withEntries, type Part} from './part.ts';

/**
 * Updates the names of secrets in containers. The names of the secret files stay the same, since programs in the containers
 * expect them.
 *
 * @param own the names of the secrets before the renaming
 */
export function withSecretNames(tasks: Part, own: ReadonlySet<string>, start: string): Part {
  if (own.size === 0) return tasks;
  const renamed = entriesOf(tasks).map(([name, task]) => {
    const container = entryOf(task, 'container');
    const secrets = container && entryOf(container, 'secrets');
    if (!container || !secrets || !Array.isArray(secrets.value)) return [name, task] as const;
    const items = itemsOf(secrets).map(item => renamedSecret(item, own, start));
    const changed = withEntries(container, {secrets: listOf(items, secrets.origin)});
    return [name, withEntries(task, {container: changed})] as const;
  });
  return mapOf(renamed, tasks.origin);
}

function renamedSecret(item: Part, own: ReadonlySet<string>, start: string): Part {
  const long = isMap(item.value) ? item : mapOf([['source', item]], item.origin);
  const source = entryOf(long, 'source');
  if (typeof source?.value !== 'string' || !own.has(source.value)) return item;
  return withEntries(long, {
    target: entryOf(long, 'target') ?? source,
    source: {value: start + source.value, origin: source.origin},
  });
}
