import {existsSync} from 'node:fs';
import {readdir, rmdir} from 'node:fs/promises';
import {join} from 'node:path';

const ROOT = '/sys/fs/cgroup';
const PREFIX = 'bottle-test-cluster-';

/** Where the cgroups of a cluster's pods are, named after the process that lives as long as it. */
export function cgroupOf(pid: number): string {
  return `/${PREFIX}${pid}`;
}

/** Removes the empty cgroups of clusters that are gone: a kernel that kills all of a cluster's processes leaves them. */
export async function removeOldCgroups(): Promise<void> {
  // One tree of all controllers, or a tree for each.
  const trees = [ROOT, ...(await directoriesIn(ROOT)).map(name => join(ROOT, name))];
  for (const tree of trees) {
    for (const name of await directoriesIn(tree)) {
      const isOld = name.startsWith(PREFIX) && !existsSync(`/proc/${name.slice(PREFIX.length)}`);
      if (isOld) await removeTree(join(tree, name));
    }
  }
}

/** Those with processes stay. */
async function removeTree(path: string): Promise<void> {
  for (const name of await directoriesIn(path)) await removeTree(join(path, name));
  await rmdir(path).catch(() => undefined);
}

async function directoriesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, {withFileTypes: true}).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(({name}) => name);
}
