import {readFileSync} from 'node:fs';
import {startForker} from '../src/processes/forker.ts';
import type {ScriptedGraph} from './graph-files.ts';

// The minimum work to run a graph with bottle's forker: starts the shell of each task, in a session of its own and with a gate,
// when its needs have ended. Neither pipes, nor files, nor output. Reads `graph.json`.
const forker = await startForker(process.env);
if (!forker) throw new Error('this machine cannot run a forker');
const env = process.env as Readonly<Record<string, string>>;

async function runShell(script: string): Promise<void> {
  const argv = ['sh', '-c', script];
  const without = {outputs: 0, notify: false, cgroupPrefix: ''};
  const child = await forker?.fork({
    file: '/bin/sh',
    argv,
    cwd: process.cwd(),
    env,
    stdin: 'empty',
    ...without,
  });
  child?.go();
  await child?.ended;
}

const ended = new Map<string, Promise<void>>();
for (const {name, script, needs} of JSON.parse(readFileSync('graph.json', 'utf8')) as ScriptedGraph) {
  const awaited = needs.flatMap(need => ended.get(need) ?? []);
  ended.set(
    name,
    Promise.all(awaited).then(() => runShell(script)),
  );
}
await Promise.all([...ended.values()]);
await forker.close();
