import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {
  bottleFile,
  justfile,
  makefile,
  moonFiles,
  ninjaFile,
  processComposeFile,
  scriptedGraph,
  taskfile,
  turboFiles,
  wireitPackage,
  type Files,
} from './graph-files.ts';
import type {Graph} from './graph.ts';
import {findPeer, peerEnv} from './peers.ts';
import type {Command} from './processes.ts';

/** A program that can run a graph. */
export interface Runner {
  readonly name: string;
  /** Whether its time includes a start of Node. */
  readonly startsNode?: boolean;
  files(graph: Graph): Files;
  /** Runs the graph in the folder of `files`, with at least as many concurrent tasks as the graph has. */
  readonly command: Command;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it works only in a Git repository with a commit. */
  readonly inRepository?: boolean;
}

export interface Runners {
  readonly found: readonly Runner[];
  /** The names of the runners that are not on this machine. */
  readonly missing: readonly string[];
}

/** The runners on this machine, starting with bottle. */
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
    {name: 'bare spawn()', startsNode: true, files: scriptedGraph, command: [process.execPath, spawnGraph]},
    {
      name: 'forker alone',
      startsNode: true,
      files: graph => ({...scriptedGraph(graph), 'fork-graph.mjs': forkGraph()}),
      command: [process.execPath, 'fork-graph.mjs'],
    },
    {name: 'make', files: makefile, command: withPath('make', ['-s', '-j64'])},
    {name: 'ninja', files: ninjaFile, command: withPath('ninja', ['--quiet', '-j64'])},
    {name: 'just', files: justfile, command: withPath('just', ['--quiet', 'all'])},
    {name: 'task', files: taskfile, command: withPath('task', ['--silent', 'all'])},
    {
      name: 'process-compose',
      files: processComposeFile,
      command: withPath('process-compose', ['up', '-t=false', '--no-server']),
    },
    {
      name: 'turbo',
      files: turboFiles,
      command: withPath('turbo', ['run', 'all', '--output-logs=none', '--concurrency=1000']),
      env: {TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1'},
    },
    {
      name: 'moon',
      files: moonFiles,
      inRepository: true,
      command: withPath('moon', ['run', 'root:all', '--concurrency', '64', '--log', 'off']),
      env: {MOON_TELEMETRY: 'false'},
    },
    {
      name: 'wireit',
      startsNode: true,
      files: wireitPackage,
      command: findPeer('wireit') === undefined ? undefined : withPath('npm', ['run', '--silent', 'all']),
      env: {...peerEnv(), WIREIT_PARALLEL: '64'},
    },
  ];
}

/** As one script, since Node would take longer to load the modules than to run the graph. */
function forkGraph(): string {
  const entry = fileURLToPath(new URL('fork-graph.ts', import.meta.url));
  const {outputFiles} = buildSync({
    ...{entryPoints: [entry], bundle: true, write: false},
    ...{platform: 'node', format: 'esm'},
  });
  return outputFiles[0]?.text ?? '';
}

function withPath(name: string, args: readonly string[]): Command | undefined {
  const path = findPeer(name);
  return path === undefined ? undefined : [path, ...args];
}

/** Writes a graph in the format of a runner, and returns the folder. */
export function writeGraph(runner: Runner, graph: Graph, dir: string): string {
  const folder = join(dir, runner.name.replaceAll(/\W+/g, '-'));
  writeFiles(runner.files(graph), folder);
  if (runner.inRepository) makeRepository(folder);
  return folder;
}

function makeRepository(folder: string): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
  for (const args of [
    ['init', '-q'],
    [...identity, 'commit', '-q', '--allow-empty', '-m', 'Start'],
  ])
    execFileSync('git', args, {cwd: folder});
}

export function writeFiles(files: Files, folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), {recursive: true});
    writeFileSync(join(folder, name), text);
  }
}
