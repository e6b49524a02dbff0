import type {SourceFile} from '../bad-source.ts';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import type {HostFacts, HostFolder, HostSource} from './host-source.ts';
import {procfileOptions, type ProcfileOptions} from './procfile-options.ts';
import {listeningPort} from './listening-port.ts';

/** A line of a Procfile. */
interface Process {
  readonly type: string;
  readonly command: string;
}

interface Procfile {
  readonly file: string;
  readonly processes: readonly Process[];
  /** The numbers, from 1, of lines that are neither a process nor a comment. */
  readonly strangeLines: readonly number[];
}

/** A Procfile for foreman or overmind. Both read variables from `.env`, and overmind also from `.overmind.env`. */
export function procfile({name, text}: SourceFile, folder: HostFolder): HostSource {
  const {files, read} = folder;
  const options = procfileOptions(folder);
  const other = options.procfile === undefined ? undefined : read(options.procfile);
  const parsed = parseProcfile(other === undefined ? name : (options.procfile ?? name), other ?? text);
  return {
    file: parsed.file,
    hasServices: parsed.processes.length > 0,
    root: {
      ...(files.includes('.env') && {dotenv: {export: true}}),
      ...(files.includes('.overmind.env') && {env_file: ['.overmind.env']}),
    },
    draft: facts => procfileTasks(parsed, options, facts),
  };
}

function parseProcfile(file: string, text: string): Procfile {
  const lines = text.split(/\r?\n/).map((line, at) => ({line: line.trim(), number: at + 1}));
  const read = lines.filter(({line}) => line !== '' && !line.startsWith('#'));
  const processes = read.flatMap(({line}) => {
    const [, type, command] = PROCESS.exec(line) ?? [];
    return type !== undefined && command !== undefined ? [{type, command}] : [];
  });
  const strange = read.filter(({line}) => !PROCESS.test(line));
  return {file, processes, strangeLines: strange.map(({number}) => number)};
}

const PROCESS = /^([\w.-]+):\s*(\S.*)$/;

/** `release` runs to completion before all other processes, which keep running. Ports are assigned like in foreman. */
function procfileTasks(
  {file, processes, strangeLines}: Procfile,
  options: ProcfileOptions,
  facts: HostFacts,
): Drafted {
  const {names, needs} = facts;
  const release = processes.filter(isRelease).map(({command}): DraftedTask => {
    const source = {...needing(needs), run: escapeReferences(command)};
    return {name: names.give('release'), source, comments: []};
  });
  const first = [...needs, ...release.map(({name}) => name)];
  const services = processes.filter(process => !isRelease(process));
  return {
    tasks: [
      ...release,
      ...services.flatMap((process, at) =>
        options.isStarted(process.type)
          ? [serviceTask(process, {options, at}, {...facts, needs: first})]
          : [],
      ),
    ],
    leftOut: [
      ...strangeLines.map(number => `${file}:${number}: expected \`name: command\``),
      ...services
        .filter(({type}) => !options.isStarted(type))
        .map(({type}) => `${file}: \`${type}\`: overmind does not start it either; add a task to do so`),
      ...options.leftOut,
    ],
  };
}

const isRelease = ({type}: Process): boolean => type === 'release';

function serviceTask(
  {type, command}: Process,
  {options, at}: {readonly options: ProcfileOptions; readonly at: number},
  {names, needs, address}: HostFacts,
): DraftedTask {
  // As in foreman: 5000 for the first process, 5100 for the second.
  const port = options.port + at * options.step;
  const listens = listeningPort(command, port);
  const ip = `\${{ tasks.${address}.ip }}`;
  // Only programs that read $HOST get a leased address.
  const readsHost = /\$HOST\b|\$\{HOST[:}-]/.test(command);
  const source = {
    ...needing(needs),
    serve: escapeReferences(command),
    ...options.keysOf(type),
    env: {...(readsHost && {HOST: ip}), PORT: port},
    ...(listens && {ready: {port: readsHost ? `${ip}:${listens.port}` : listens.port}}),
  };
  return {name: names.give(type), source, comments: [commentOf(type, port, listens?.because)]};
}

function commentOf(type: string, port: number, because: string | undefined): string {
  if (because !== undefined) return `Ready when it listens on ${because}.`;
  return type === 'web'
    ? `If it listens on $PORT, add \`ready: {port: ${port}}\`.`
    : 'If other tasks need it, add a readiness probe, such as `ready: {log: started}`.';
}
