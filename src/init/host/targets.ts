import {parseDocument} from 'yaml';
import {badSource, type SourceFile} from '../bad-source.ts';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import {isMap, mapOf, textsOf} from '../plain-map.ts';
import type {HostFacts, HostSource} from './host-source.ts';
import {listeningPort} from './listening-port.ts';

/** A target of a build tool. */
interface Target {
  readonly name: string;
  /** The recipe, as plain text. */
  readonly recipe: string;
  /** The description, if the tool supports it. */
  readonly description?: string;
}

/** A Makefile. Targets that are files, patterns or variables are ignored. */
export function makefile({name: file, text}: SourceFile): HostSource {
  const targets: Target[] = [];
  const phony = new Set<string>();
  for (const {head, body} of rulesOf(text)) {
    const [, names = '', prerequisites = ''] = /^([^:=#\s][^:=#]*):(?!=)([^=]*)$/.exec(head) ?? [];
    for (const name of words(names)) {
      if (name === '.PHONY') for (const each of words(prerequisites)) phony.add(each);
      else if (/^[A-Za-z_][\w-]*$/.test(name)) targets.push({name, recipe: body});
    }
  }
  // With `.PHONY`, other targets are probably intermediate files.
  const meant = phony.size > 0 ? targets.filter(({name}) => phony.has(name)) : targets;
  return sourceOf(file, 'make', meant, included(file, text, /^-?s?include\s+(.+)$/gm));
}

/** A justfile. Only recipes without parameters are read. */
export function justfile({name: file, text}: SourceFile): HostSource {
  const recipes = rulesOf(text).flatMap(({head, body}) => {
    const [, name, parameters = ''] =
      /^@?([A-Za-z_][\w-]*)((?:\s+[^:=]+(?:=\s*\S+)?)*)\s*:(?!=)/.exec(head) ?? [];
    const isOther =
      name === undefined || name.startsWith('_') || /^(set|alias|export|import|mod)\s/.test(head);
    return isOther ? [] : [{name, recipe: body, parameters: words(parameters)}];
  });
  const called = recipes.filter(({parameters}) => parameters.some(word => !word.includes('=')));
  return sourceOf(
    file,
    'just',
    recipes.filter(recipe => !called.includes(recipe)),
    [
      ...included(file, text, /^(?:import|mod)\??\s+(.+)$/gm),
      ...(called.length > 0
        ? [
            `${file}: ${called.map(({name}) => `\`just ${name}\``).join(', ')}: call them with their arguments`,
          ]
        : []),
    ],
  );
}

/** A Taskfile.yml of go-task. */
export function taskfile(file: SourceFile): HostSource {
  const document = parseDocument(file.text);
  const [error] = document.errors;
  if (error) badSource(file, error.message.split('\n')[0] ?? '', error.pos);
  const {tasks, includes} = mapOf(document.toJS());
  if (!isMap(tasks)) badSource(file, 'expected a map of `tasks`');
  const targets = Object.entries(tasks).flatMap(([name, task]): readonly Target[] => {
    const {internal, desc, cmds, cmd} = mapOf(task);
    if (internal === true) return [];
    const lines = isMap(task) ? [...textsOf(cmds ?? []), ...textsOf(cmd ?? [])] : textsOf(task);
    return [{name, recipe: lines.join('\n'), ...(typeof desc === 'string' && {description: desc})}];
  });
  const others = Object.keys(mapOf(includes)).map(name => `\`${name}\``);
  return sourceOf(
    file.name,
    'task',
    targets,
    others.length > 0 ? [`${file.name}: the tasks of ${others.join(', ')} under \`includes\`: ${CALL}`] : [],
  );
}

/**
 * Names of targets that keep running (`SERVES`) or that a launch runs first (`PREPARES`). Other targets are for people to call,
 * since a launch would run them each time.
 */
const SERVES = /^(dev|develop|serve|server|start|run|watch|up)([-_:].*)?$/;
const PREPARES = /^(setup|install|deps|bootstrap|generate|codegen|build|compile|migrate|seed)([-_:].*)?$/;

const CALL = 'they are not read; call them in `run` tasks';

/** Reports included build files, whose targets are not read. */
function included(file: string, text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(
    ([, name = '']) => `${file}: the targets of \`${name.trim()}\`: ${CALL}`,
  );
}

/** @param leftOut reports in addition to targets that are not drafted */
function sourceOf(
  file: string,
  tool: string,
  all: readonly Target[],
  leftOut: readonly string[] = [],
): HostSource {
  // A target may have several rules.
  const targets = [...new Map(all.toReversed().map(target => [target.name, target])).values()].toReversed();
  const services = targets.filter(({name}) => SERVES.test(name));
  const [service] = services;
  const others = targets.filter(({name}) => !PREPARES.test(name) && name !== service?.name);
  return {
    file,
    hasServices: service !== undefined,
    draft(facts): Drafted {
      const prepare = targets.filter(({name}) => PREPARES.test(name));
      const before: string[] = [];
      const tasks = prepare.map(target => {
        const task = runTask(target, tool, {...facts, needs: [...facts.needs, ...before]});
        before.push(task.name);
        return task;
      });
      const served = service && serveTask(service, tool, {...facts, needs: [...facts.needs, ...before]});
      const called = others.map(({name}) => `\`${tool} ${name}\``);
      return {
        tasks: [...tasks, ...(served ? [served] : [])],
        leftOut: [
          ...leftOut,
          ...(called.length > 0
            ? [`${file}: ${called.join(', ')}: a launch would run them each time; call them yourself`]
            : []),
        ],
      };
    },
  };
}

function runTask({name, description}: Target, tool: string, {names, needs}: HostFacts): DraftedTask {
  const source = {
    ...(description !== undefined && {description: escapeReferences(description)}),
    ...needing(needs),
    run: `${tool} ${name}`,
  };
  return {name: names.give(name), source, comments: []};
}

function serveTask(
  {name, recipe, description}: Target,
  tool: string,
  {names, needs}: HostFacts,
): DraftedTask {
  const listens = recipe
    .split('\n')
    .map(line => listeningPort(line.trim().replace(/^[@-]+/, '')))
    .find(Boolean);
  const source = {
    ...(description !== undefined && {description: escapeReferences(description)}),
    ...needing(needs),
    serve: `${tool} ${name}`,
    ...(listens && {ready: {port: listens.port}}),
  };
  const comment = listens
    ? `Ready when it listens on ${listens.because}.`
    : 'If other tasks need it, add a readiness probe, such as `ready: {port: 3000}`.';
  return {name: names.give(name), source, comments: [comment]};
}

interface Rule {
  readonly head: string;
  readonly body: string;
}

/** Unindented lines, each with the indented lines below it. */
function rulesOf(text: string): readonly Rule[] {
  const rules: {head: string; body: string}[] = [];
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const last = rules.at(-1);
    if (/^\s+\S/.test(line) && last) last.body += `${line.trim()}\n`;
    else if (/^[^\s#]/.test(line)) rules.push({head: line.trim(), body: ''});
  }
  return rules;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(word => word !== '');
}
