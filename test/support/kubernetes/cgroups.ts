import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rmdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

const ROOT = '/sys/fs/cgroup';
const PREFIX = 'bottle-test-cluster-';

/** The cgroup of a cluster's pods, named after the process that lives as long as the cluster. */
export function cgroupOf(pid: number): string {
  return `/${PREFIX}${pid}`;
}

/** Creates a cgroup for a kubelet, which does not create it itself. */
export async function makeCgroup(cgroup: string): Promise<void> {
  for (const tree of await trees()) {
    await mkdir(join(tree, cgroup), {recursive: true});
    if (tree === ROOT) await passOnControllers(cgroup);
  }
}

/** Removes the empty cgroups of dead clusters, which remain after the kernel has killed all processes of a cluster. */
export async function removeOldCgroups(): Promise<void> {
  for (const tree of await trees()) {
    for (const name of await directoriesIn(tree)) {
      const isOld = name.startsWith(PREFIX) && !existsSync(`/proc/${name.slice(PREFIX.length)}`);
      if (isOld) await removeTree(join(tree, name));
    }
  }
}

/** With a single hierarchy, a cgroup only has the controllers enabled in each of its ancestors. */
async function passOnControllers(cgroup: string): Promise<void> {
  const controllers = (await readFile(join(ROOT, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const change = controllers.map(controller => `+${controller}`).join(' ');
  const groups = cgroup.split('/').map((_, at, names) => join(ROOT, ...names.slice(0, at + 1)));
  for (const group of groups) await writeFile(join(group, 'cgroup.subtree_control'), change);
}

/** One hierarchy for all controllers, or one for each. */
async function trees(): Promise<readonly string[]> {
  const isUnified = existsSync(join(ROOT, 'cgroup.controllers'));
  return isUnified ? [ROOT] : (await directoriesIn(ROOT)).map(name => join(ROOT, name));
}

/** Cgroups with processes are kept. */
async function removeTree(path: string): Promise<void> {
  for (const name of await directoriesIn(path)) await removeTree(join(path, name));
  await rmdir(path).catch(() => undefined);
}

async function directoriesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, {withFileTypes: true}).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(({name}) => name);
}
