import type {Graph} from './graph.ts';

/** A graph in the language of a program: the files to write, by name. */
export type Files = Readonly<Record<string, string>>;

export function bottleFile(graph: Graph): Files {
  const tasks = graph.map(({name, ms, needs}) => [name, {run: sleep(ms), needs}] as const);
  return {'bottle.yaml': JSON.stringify({tasks: Object.fromEntries(tasks)}, undefined, 2)};
}

export function makefile(graph: Graph): Files {
  const rules = graph.map(({name, ms, needs}) => `${name}: ${needs.join(' ')}\n\t@${sleep(ms)}\n`);
  const names = namesOf(graph);
  return {Makefile: [`.PHONY: all ${names}\nall: ${names}\n`, ...rules].join('\n')};
}

/** Nothing makes the files that it names, so everything is always out of date. */
export function ninjaFile(graph: Graph): Files {
  const edges = graph.map(
    ({name, ms, needs}) => `build ${name}: sleep ${needs.join(' ')}\n  for = ${ms / 1_000}\n`,
  );
  return {'build.ninja': ['rule sleep\n  command = sleep $for\n', ...edges].join('\n')};
}

/** Without `files` wireit keeps no results, so everything always runs. */
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

function namesOf(graph: Graph): string {
  return graph.map(({name}) => name).join(' ');
}

function sleep(ms: number): string {
  return `sleep ${ms / 1_000}`;
}
