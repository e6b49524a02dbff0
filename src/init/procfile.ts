import type {Drafted, DraftedTask} from './drafted.ts';
import {needing} from './package-scripts.ts';
import {escapeReferences} from './escape-references.ts';
import type {TaskNames} from './task-names.ts';

/** A line of a Procfile. */
export interface Process {
  readonly type: string;
  readonly command: string;
}

export interface Procfile {
  readonly processes: readonly Process[];
  /** Lines that are neither a process nor a comment, from 1. */
  readonly strangeLines: readonly number[];
}

export function parseProcfile(text: string): Procfile {
  const lines = text.split(/\r?\n/).map((line, at) => ({line: line.trim(), number: at + 1}));
  const read = lines.filter(({line}) => line !== '' && !line.startsWith('#'));
  const processes = read.flatMap(({line}) => {
    const [, type, command] = PROCESS.exec(line) ?? [];
    return type !== undefined && command !== undefined ? [{type, command}] : [];
  });
  return {
    processes,
    strangeLines: read.filter(({line}) => !PROCESS.test(line)).map(({number}) => number),
  };
}

const PROCESS = /^([\w.-]+):\s*(\S.*)$/;

/** Inputs for drafting the tasks of a Procfile. */
export interface ProcfileFacts {
  readonly procfile: Procfile;
  readonly names: TaskNames;
  /** The needs of every process. */
  readonly needs: readonly string[];
  /** The name of the task that leases the address on which `web` listens. */
  readonly address: string;
}

/**
 * Tasks from a Procfile: `release` runs to its end before all others, which stay up. As Heroku has it, `web` is ready when
 * it listens on `$PORT`; the ports are those that foreman gives.
 */
export function procfileTasks(facts: ProcfileFacts): Drafted {
  const {procfile, names, needs} = facts;
  const {processes, strangeLines} = procfile;
  const release = processes.filter(isRelease).map(({command}): DraftedTask => {
    const source = {...needing(needs), run: escapeReferences(command)};
    return {name: names.give('release'), source, comments: []};
  });
  const first = [...needs, ...release.map(({name}) => name)];
  const services = processes.filter(process => !isRelease(process));
  return {
    tasks: [...release, ...services.map((process, at) => serviceTask(process, at, first, facts))],
    leftOut: strangeLines.map(number => `Procfile:${number}: expected \`name: command\``),
  };
}

const isRelease = ({type}: Process): boolean => type === 'release';

function serviceTask(
  {type, command}: Process,
  at: number,
  needs: readonly string[],
  {names, address}: ProcfileFacts,
): DraftedTask {
  const isWeb = type === 'web';
  const ip = `\${{ tasks.${address}.ip }}`;
  // foreman's: 5000 for the first one, 5100 for the second.
  const port = 5000 + at * 100;
  const source = {
    ...needing(needs),
    serve: escapeReferences(command),
    env: {...(isWeb && {HOST: ip}), PORT: port},
    ...(isWeb && {ready: {port: `${ip}:${port}`}}),
  };
  const comments = isWeb ? ['Ready when it listens on its port, on all addresses or on $HOST.'] : [];
  return {name: names.give(type), source, comments};
}
