import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/** Prints the output of the machine's workload. With `--follow` it continues, whether or not the machine is running. */
export async function perform({name = 'default', store, places, tail, follow, caller}) {
  store.get(name);
  const path = join(places.machine(name), 'workload.log');
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  let shown = read();
  const lines = shown.split(/(?<=\n)/);
  caller.out(tail === undefined ? shown : lines.slice(-Number(tail)).join(''));
  while (follow) {
    await caller.whileAlive(delay(100));
    const now = read();
    caller.out(now.slice(now.startsWith(shown) ? shown.length : 0));
    shown = now;
  }
  return 0;
}
