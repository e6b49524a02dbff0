import type {Probe} from '../schema/probes.ts';
import type {RunTask, ServeTask} from '../schema/tasks/host.ts';
import {namesOf, needing, type DraftedTask} from './drafted.ts';
import {escapeReferences} from './escape-references.ts';
import {listeningPort} from './host/listening-port.ts';
import {packageManager} from './package-manager.ts';
import type {PackageFacts} from './package.ts';
import type {PlainMap} from './plain-map.ts';
import {scriptParts, type ScriptPart} from './script-runners.ts';

/** A script that keeps running. */
export interface Service {
  readonly script: 'dev' | 'start';
  /** The folder of the workspace; absent for the root. */
  readonly folder?: string;
}

/** The tasks of a script that keeps running: a single task, or a task for each command if the script only starts others. */
export function serviceTasks(
  service: Service,
  facts: PackageFacts,
  needs: readonly string[],
): readonly DraftedTask[] {
  const {script, folder} = service;
  const {scripts} = (folder === undefined ? facts.root : facts.workspaces.get(folder)) ?? facts.root;
  // npm also runs the pre and post scripts.
  const isAlone = scripts[`pre${script}`] === undefined && scripts[`post${script}`] === undefined;
  const parts = isAlone ? scriptParts(scriptOf(script, scripts), Object.keys(scripts)) : undefined;
  const base = folder === undefined ? script : (folder.split('/').at(-1) ?? script);
  const run = packageManager(facts.files).run;
  const scripted = {facts, scripts, run, ...(folder !== undefined && {folder})};
  if (!parts) return [serveTask({name: base, script, waitsFor: []}, needs, scripted)];
  const tasks: DraftedTask[] = [];
  for (const part of parts.first) tasks.push(runTask(part, [...needs, ...namesOf(tasks)], scripted));
  const before = [...needs, ...namesOf(tasks)];
  const served = parts.parallel.flatMap(part => {
    const waits = waitTask(part, scripted);
    const needed = [...before, ...namesOf(waits)];
    return [...waits, serveTask(part, needed, {...scripted, goesOn: parts.goesOn ?? false})];
  });
  const last = parts.last.map(part => runTask(part, [...before, ...namesOf(served)], scripted));
  return [...tasks, ...served, ...last];
}

/** The origin of the parts of a script. */
interface Scripted {
  readonly facts: PackageFacts;
  readonly scripts: PlainMap;
  /** The command to run a script, without its name. */
  readonly run: string;
  readonly folder?: string;
  /** Whether other tasks continue when this one ends. Default: `false`. */
  readonly goesOn?: boolean;
}

function serveTask(part: ScriptPart, needs: readonly string[], scripted: Scripted): DraftedTask {
  const {facts, scripts, folder, goesOn = false} = scripted;
  const listens = listeningPort(part.command ?? scriptOf(part.script, scripts));
  const ready = part.ready?.map(probeOf) ?? (listens ? [{port: listens.port}] : []);
  const [only, ...more] = ready;
  const source: ServeTask = {
    ...needing(needs),
    serve: commandOf(part, scripted),
    ...(folder !== undefined && {cwd: folder}),
    ...(goesOn && {on_exit: 'ignore'}),
    ...(only && {ready: more.length > 0 ? ready : only}),
  };
  const comment =
    listens && !part.ready
      ? `Ready when it listens on ${listens.because}.`
      : 'If other tasks need it, add a readiness probe, such as `ready: {port: 3000}`.';
  return {name: facts.names.give(part.name), source, comments: only && !listens ? [] : [comment]};
}

function runTask(part: ScriptPart, needs: readonly string[], scripted: Scripted): DraftedTask {
  const {facts, folder} = scripted;
  const source: RunTask = {
    ...needing(needs),
    run: commandOf(part, scripted),
    ...(folder !== undefined && {cwd: folder}),
  };
  return {name: facts.names.give(part.name), source, comments: []};
}

/** A task that waits for the targets of `wait-on`. */
function waitTask({name, waitsFor}: ScriptPart, {facts}: Scripted): readonly DraftedTask[] {
  const [first, ...more] = waitsFor.map(probeOf);
  if (!first) return [];
  const source = {wait: {}, ready: more.length > 0 ? [first, ...more] : first};
  return [{name: facts.names.give(`${name}-waits`), source, comments: []}];
}

/** A probe for a target of `wait-on` or `start-server-and-test`, which also support `http-get` and `tcp`. */
function probeOf(target: string): Probe {
  const [, address] = /^tcp:(?:\/\/)?(.+)$/.exec(target) ?? [];
  if (address !== undefined) return {port: /^\d+$/.test(address) ? Number(address) : address};
  return {http: target.replace(/^(https?)-get:/, '$1:')};
}

function commandOf({script, command}: ScriptPart, {run}: Scripted): string {
  return command === undefined ? `${run} ${script ?? ''}` : escapeReferences(`npx -c ${quoted(command)}`);
}

function scriptOf(name: string | undefined, scripts: PlainMap): string {
  const text = name === undefined ? undefined : scripts[name];
  return typeof text === 'string' ? text : '';
}

/** Quotes a word for the shell. `npx -c` runs it with the package's programs on the PATH, like a script. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
