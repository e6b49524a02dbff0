import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {bottleFile, justfile, makefile, ninjaFile, wireitPackage} from './graph-files.ts';
import {findPeer, peerEnv} from './peers.ts';

const spawnGraph = fileURLToPath(new URL('spawn-graph.mjs', import.meta.url));

/**
 * The programs that can run a graph, bottle first: `command` runs it in the folder of `files`, with at least as many
 * concurrent tasks as the graph has. `startsNode` is whether a start of Node is part of its time.
 */
export function graphRunners({bottle}) {
  const wireit = findPeer('wireit') && findPeer('npm');
  return [
    {name: 'bottle', startsNode: true, files: bottleFile, command: [...bottle, 'run', '--jobs', '64']},
    {
      name: 'bare spawn()',
      startsNode: true,
      files: graph => ({'graph.json': JSON.stringify(graph)}),
      command: [process.execPath, spawnGraph],
    },
    {name: 'make', files: makefile, command: withPath('make', ['-s', '-j64'])},
    {name: 'ninja', files: ninjaFile, command: withPath('ninja', ['--quiet', '-j64'])},
    {name: 'just', files: justfile, command: withPath('just', ['--quiet', 'all'])},
    {
      name: 'wireit',
      startsNode: true,
      files: wireitPackage,
      command: wireit && [wireit, 'run', '--silent', 'all'],
      env: {...peerEnv(), WIREIT_PARALLEL: '64'},
    },
  ];
}

function withPath(name, args) {
  const path = findPeer(name);
  return path && [path, ...args];
}

/** Writes a graph in the language of a runner and gives the folder. */
export function writeGraph(runner, graph, dir) {
  const folder = join(dir, runner.name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of Object.entries(runner.files(graph))) writeFileSync(join(folder, name), text);
  return folder;
}
