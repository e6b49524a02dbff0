import {parseDocument} from 'yaml';
import type {TaskSource} from '../../schema/launch-file.ts';
import {badSource, type SourceFile} from '../bad-source.ts';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {isMap, mapOf, type PlainMap} from '../plain-map.ts';
import type {HostFacts, HostFolder, HostSource} from './host-source.ts';
import {
  fileKeys,
  processKeys,
  type FileParts,
  type ProcessContext,
  type ProcessParts,
} from './process-compose-keys.ts';
import {withOverride} from './process-compose-merge.ts';
import {processOverride} from '../process-files.ts';
import {readKeys} from './read-keys.ts';

/** A process-compose.yaml. Processes whose completion others wait for become `run` tasks; all others keep running. */
export function processCompose(file: SourceFile, {files, read}: HostFolder): HostSource {
  const override = processOverride(files, read);
  const text = override === undefined ? undefined : read(override);
  const whole =
    override === undefined || text === undefined
      ? parsed(file)
      : withOverride(parsed(file), parsed({path: override, name: override, text}));
  const {processes, ...rest} = whole;
  if (!isMap(processes)) badSource(file, 'expected a map of `processes`');
  const maps = new Map(Object.entries(processes).map(([name, process]) => [name, mapOf(process)]));
  return {
    file: file.name,
    otherFiles: override === undefined ? [] : [override],
    hasServices: maps.size > 0,
    root: {...(files.includes('.env') && {dotenv: {export: true}})},
    draft: facts => tasksOf(file.name, maps, rest, facts),
  };
}

function parsed(file: SourceFile): PlainMap {
  const document = parseDocument(file.text);
  const [error] = document.errors;
  if (error) badSource(file, error.message.split('\n')[0] ?? '', error.pos);
  return mapOf(document.toJS());
}

function tasksOf(
  file: string,
  processes: ReadonlyMap<string, PlainMap>,
  rest: PlainMap,
  facts: HostFacts,
): Drafted {
  const leftOut: string[] = [];
  const report = (what: string, meaning: string): void =>
    void leftOut.push(`${file}: \`${what}\`: ${meaning}`);
  const shared = readKeys<FileParts>(rest, fileKeys, report);
  const started = [...processes].filter(([name, {disabled}]) => {
    if (disabled === true) report(name, 'it is disabled; start it yourself');
    return disabled !== true;
  });
  const names = new Map(started.map(([name]) => [name, facts.names.give(name)]));
  const completed = neededBy(processes, /^process_completed/);
  const anyResult = neededBy(processes, /^process_completed$/);
  const tasks = started.map(([name, process]) =>
    taskOf(process, {
      ...{name: names.get(name) ?? name, names, file: shared, facts},
      ends: completed.has(name) || process.is_daemon === true,
      mayFail: anyResult.has(name),
      report: (key, meaning) => report(`${name}.${key}`, meaning),
    }),
  );
  return {tasks, leftOut};
}

/** The processes that others need with a matching condition. */
function neededBy(processes: ReadonlyMap<string, PlainMap>, condition: RegExp): ReadonlySet<string> {
  const needed = [...processes.values()].flatMap(({depends_on}) => Object.entries(mapOf(depends_on)));
  const matching = needed.filter(([, need]) => condition.test(String(mapOf(need).condition)));
  return new Set(matching.map(([name]) => name));
}

interface ProcessFacts extends ProcessContext {
  readonly name: string;
  readonly facts: HostFacts;
  /** Whether other processes continue if this one fails. */
  readonly mayFail: boolean;
  readonly report: (key: string, meaning: string) => void;
}

function taskOf(process: PlainMap, facts: ProcessFacts): DraftedTask {
  const {name, file, ends, mayFail, report} = facts;
  const read = readKeys<ProcessParts>(process, processKeys(process, facts), report);
  const {env: own, command = '', needs = [], stop, undo: _, ...parts} = read;
  const env = {...file.env, ...own};
  const all = [...facts.facts.needs, ...needs];
  const needed = all.length > 0 && {needs: all};
  const shared = {
    ...(file.shell !== undefined && {shell: file.shell}),
    ...(Object.keys(env).length > 0 && {env}),
    ...parts,
    ...(mayFail && {allow_failure: true}),
  };
  const source: TaskSource = ends
    ? {...needed, run: command, ...(stop !== undefined && {undo: stop}), ...shared}
    : {...needed, serve: command, on_exit: 'ignore', ...(stop !== undefined && {stop}), ...shared};
  return {name, source, comments: []};
}
