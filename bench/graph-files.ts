import type {Graph} from './graph.ts';

/** The tasks of a graph as the programs that only run it read them: each with its script. */
export type ScriptedGraph = readonly {
  readonly name: string;
  readonly script: string;
  readonly needs: readonly string[];
}[];

/** A graph in the format of a program: the files to write, by name. */
export type Files = Readonly<Record<string, string>>;

export function scriptedGraph(graph: Graph): Files {
  const tasks: ScriptedGraph = graph.map(({name, ms, needs}) => ({name, script: sleep(ms), needs}));
  return {'graph.json': JSON.stringify(tasks)};
}

export function bottleFile(graph: Graph): Files {
  const tasks = graph.map(({name, ms, needs}) => [name, {run: sleep(ms), needs}] as const);
  return {'bottle.yaml': JSON.stringify({tasks: Object.fromEntries(tasks)}, undefined, 2)};
}

export function makefile(graph: Graph): Files {
  const rules = graph.map(({name, ms, needs}) => `${name}: ${needs.join(' ')}\n\t@${sleep(ms)}\n`);
  const names = namesOf(graph);
  return {Makefile: [`.PHONY: all ${names}\nall: ${names}\n`, ...rules].join('\n')};
}

/** No task creates the files that it names, so everything is always out of date. */
export function ninjaFile(graph: Graph): Files {
  const edges = graph.map(
    ({name, ms, needs}) => `build ${name}: task ${needs.join(' ')}\n  does = ${sleep(ms)}\n`,
  );
  return {'build.ninja': ['rule task\n  command = $does\n', ...edges].join('\n')};
}

/** Without `files`, wireit caches nothing, so everything always runs. */
export function wireitPackage(graph: Graph): Files {
  const tasks = graph.map(({name, ms, needs}) => [name, {command: sleep(ms), dependencies: needs}] as const);
  const all = {all: {dependencies: graph.map(({name}) => name)}, ...Object.fromEntries(tasks)};
  const scripts = Object.fromEntries(Object.keys(all).map(name => [name, 'wireit']));
  return {
    'package.json': JSON.stringify({name: 'graph', version: '1.0.0', scripts, wireit: all}, undefined, 2),
  };
}

export function justfile(graph: Graph): Files {
  const recipes = graph.map(
    ({name, ms, needs}) => `[parallel]\n${name}: ${needs.join(' ')}\n    @${sleep(ms)}\n`,
  );
  return {justfile: [`[parallel]\nall: ${namesOf(graph)}\n`, ...recipes].join('\n')};
}

export function processComposeFile(graph: Graph): Files {
  const processes = graph.map(({name, ms, needs}) => {
    const ends = needs.map(need => [need, {condition: 'process_completed_successfully'}] as const);
    return [name, {command: sleep(ms), depends_on: Object.fromEntries(ends)}] as const;
  });
  return {'process-compose.yaml': JSON.stringify({version: '0.5', processes: Object.fromEntries(processes)})};
}

export function taskfile(graph: Graph): Files {
  const tasks = graph.map(({name, ms, needs}) => [name, {deps: needs, cmds: [sleep(ms)]}] as const);
  const all = {deps: graph.map(({name}) => name)};
  return {
    'Taskfile.yml': JSON.stringify({version: '3', run: 'once', tasks: {all, ...Object.fromEntries(tasks)}}),
  };
}

export function turboFiles(graph: Graph): Files {
  const all = {name: 'all', ms: 0, needs: graph.map(({name}) => name)};
  const scripts = Object.fromEntries([...graph, all].map(({name, ms}) => [name, sleep(ms)]));
  const tasks = [...graph, all].map(({name, needs}) => [name, {cache: false, dependsOn: needs}] as const);
  return {
    'package.json': JSON.stringify({name: 'graph', packageManager: 'npm@10.8.2', scripts}),
    'package-lock.json': JSON.stringify({name: 'graph', lockfileVersion: 3, packages: {}}),
    'turbo.json': JSON.stringify({tasks: Object.fromEntries(tasks)}),
  };
}

export function moonFiles(graph: Graph): Files {
  const tasks = graph.map(
    ({name, ms, needs}) =>
      [name, {command: sleep(ms), deps: needs.map(need => `~:${need}`), options: {cache: false}}] as const,
  );
  const all = {command: 'true', deps: graph.map(({name}) => `~:${name}`), options: {cache: false}};
  return {
    '.moon/workspace.yml': 'projects: {root: "."}\n',
    'moon.yml': JSON.stringify({tasks: {all, ...Object.fromEntries(tasks)}}),
  };
}

function namesOf(graph: Graph): string {
  return graph.map(({name}) => name).join(' ');
}

/** The command that sleeps; a task without a sleep runs `true`. */
function sleep(ms: number): string {
  return ms === 0 ? 'true' : `sleep ${ms / 1_000}`;
}
