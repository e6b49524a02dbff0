import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {longFiles} from './long-files.ts';
import {median} from './measure.ts';

export const defaultRounds = 3;

const SIZES = [262_144, 524_288, 1_048_000];

/** Reports the processor time and memory of the command when it exits, which other load on the machine hardly changes. */
const hook = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,JSON.stringify(process.resourceUsage())))`;

/** `bottle check` of files that grow in one way each: the time of twice the file should be twice the time. */
export async function check({bottle: [node, ...args], env, dir, rounds, onRound}) {
  const path = join(dir, 'bottle.yaml');
  const measure = text => {
    writeFileSync(path, text);
    const {output} = spawnSync(node, ['--import', hook, ...args, 'check', path, '--format', 'json'], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const {userCPUTime, systemCPUTime, maxRSS} = JSON.parse(output[3].toString());
    return {ms: (userCPUTime + systemCPUTime) / 1000, mb: maxRSS / 1024};
  };
  const samples = Object.fromEntries(Object.keys(longFiles).map(name => [name, SIZES.map(() => [])]));
  const empty = [];
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    empty.push(measure('tasks: {a: {run: x}}').ms);
    for (const [name, make] of Object.entries(longFiles))
      for (const [at, size] of SIZES.entries()) samples[name][at].push(measure(make(size)));
  }
  const rows = Object.entries(samples).map(([name, sizes]) => {
    const times = sizes.map(each => median(each.map(({ms}) => ms)));
    const net = times.map(ms => Math.max(1, ms - median(empty)));
    const memory = median(sizes.at(-1).map(({mb}) => mb));
    return [
      name,
      ...times.map(ms => ms.toFixed(0)),
      (net[1] / net[0]).toFixed(2),
      (net[2] / net[1]).toFixed(2),
      memory.toFixed(0),
    ];
  });
  return {
    title: 'check: processor time of `bottle check` for files that grow in one way each',
    notes: [`ratios are of the times less that of a file of one task (${median(empty).toFixed(0)} ms)`],
    columns: ['', '256 KB, ms', '512 KB, ms', '1 MB, ms', '512 / 256', '1024 / 512', '1 MB, MB'],
    rows,
    samples,
  };
}
