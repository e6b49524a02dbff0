import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {longFiles} from './long-files.ts';
import {median, ratios} from './measure.ts';
import type {Command} from './processes.ts';

/** `bottle check` of files that each grow in one way. If a file doubles in size, so should the time. */
export const check: Benchmark = {defaultRounds: 3, measure};

const SIZES = [262_144, 524_288, 1_048_000];

/** Reports the CPU time and memory of the command when it exits; other load on the machine hardly affects them. */
const hook = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,JSON.stringify(process.resourceUsage())))`;

interface Cost {
  /** CPU time. */
  readonly ms: number;
  /** From the start of the command to its end; other load on the machine affects it. */
  readonly wallMs: number;
  readonly mb: number;
}

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const path = join(dir, 'bottle.yaml');
  const checkFile = (text: string): Cost => {
    writeFileSync(path, text);
    return costOf([...bottle, 'check', path, '--format', 'json'], env);
  };
  const samples = new Map(Object.keys(longFiles).map(name => [name, SIZES.map(() => [] as Cost[])]));
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    empty.push(checkFile('tasks: {a: {run: x}}').ms);
    for (const [name, make] of Object.entries(longFiles))
      for (const [at, size] of SIZES.entries()) samples.get(name)?.[at]?.push(checkFile(make(size)));
  }
  return {
    title: 'check: CPU time of `bottle check` for files that each grow in one way',
    notes: [`ratios exclude the time of a file with one task (${median(empty).toFixed(0)} ms)`],
    columns: [
      '',
      '256 KB, ms',
      '512 KB, ms',
      '1 MB, ms',
      '512 / 256',
      '1024 / 512',
      '1 MB, wall ms',
      '1 MB, MB',
    ],
    rows: [...samples].map(([name, sizes]) => row(name, sizes, median(empty))),
    samples: Object.fromEntries(samples),
  };
}

function costOf([node, ...args]: Command, env: NodeJS.ProcessEnv): Cost {
  const startedAt = performance.now();
  const {output} = spawnSync(node, ['--import', hook, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const wallMs = performance.now() - startedAt;
  const usage = JSON.parse(String(output[3])) as NodeJS.ResourceUsage;
  return {ms: (usage.userCPUTime + usage.systemCPUTime) / 1000, wallMs, mb: usage.maxRSS / 1024};
}

function row(name: string, sizes: readonly (readonly Cost[])[], emptyMs: number): Row {
  const times = sizes.map(costs => median(costs.map(({ms}) => ms)));
  const net = times.map(ms => Math.max(1, ms - emptyMs));
  const largest = sizes.at(-1) ?? [];
  return [
    name,
    ...times.map(ms => ms.toFixed(0)),
    ...ratios(net.slice(1), net).map(ratio => ratio.toFixed(2)),
    median(largest.map(({wallMs}) => wallMs)).toFixed(0),
    median(largest.map(({mb}) => mb)).toFixed(0),
  ];
}
