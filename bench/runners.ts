import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {bottleFile, justfile, makefile, ninjaFile, wireitPackage, type Files} from './graph-files.ts';
import type {Graph} from './graph.ts';
import {findPeer, peerEnv} from './peers.ts';
import type {Command} from './processes.ts';

/** A program that can run a graph. */
export interface Runner {
  readonly name: string;
  /** Whether a start of Node is part of its time. */
  readonly startsNode?: boolean;
  files(graph: Graph): Files;
  /** Runs the graph in the folder of `files`, with at least as many concurrent tasks as the graph has. */
  readonly command: Command;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Runners {
  readonly found: readonly Runner[];
  /** The names of those that this machine does not have. */
  readonly missing: readonly string[];
}

/** Bottle first. */
export function findRunners(bottle: Command): Runners {
  const known = runnersBeside(bottle);
  return {
    found: known.flatMap(({command, ...runner}) => (command ? [{...runner, command}] : [])),
    missing: known.flatMap(({name, command}) => (command ? [] : [name])),
  };
}

type KnownRunner = Omit<Runner, 'command'> & {readonly command: Command | undefined};

function runnersBeside(bottle: Command): readonly KnownRunner[] {
  const spawnGraph = fileURLToPath(new URL('spawn-graph.mjs', import.meta.url));
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
      command: findPeer('npm') === undefined ? undefined : withPath('wireit', ['run', '--silent', 'all']),
      env: {...peerEnv(), WIREIT_PARALLEL: '64'},
    },
  ];
}

function withPath(name: string, args: readonly string[]): Command | undefined {
  const path = findPeer(name);
  return path === undefined ? undefined : [path, ...args];
}

/** Writes a graph in the language of a runner and returns the folder. */
export function writeGraph(runner: Runner, graph: Graph, dir: string): string {
  const folder = join(dir, runner.name.replaceAll(/\W+/g, '-'));
  writeFiles(runner.files(graph), folder);
  return folder;
}

export function writeFiles(files: Files, folder: string): void {
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
