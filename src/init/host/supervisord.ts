import type {ServeTask} from '../../schema/tasks/host.ts';
import type {SourceFile} from '../bad-source.ts';
import type {DraftedTask} from '../drafted.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import type {PlainMap} from '../plain-map.ts';
import type {HostFacts, HostSource} from './host-source.ts';
import {splitWords} from '../compose/split-words.ts';
import {listeningPort} from './listening-port.ts';
import {readKeys, type ReadKey} from './read-keys.ts';

/** A supervisord.conf. Each `[program:x]` keeps running. Programs are ordered by `priority`. */
export function supervisord({name: file, text}: SourceFile): HostSource {
  const sections = iniSections(text);
  const programs = sections.filter(({name}) => name.startsWith('program:'));
  return {
    file,
    hasServices: programs.length > 0,
    draft(facts) {
      const leftOut: string[] = [];
      const report = (what: string, meaning: string): void =>
        void leftOut.push(`${file}: \`${what}\`: ${meaning}`);
      for (const {name} of sections)
        if (!/^(program:|supervisord$|supervisorctl$|unix_http_server$|rpcinterface:)/.test(name))
          report(`[${name}]`, 'bottle has no equivalent');
      const {environment = ''} = sections.find(({name}) => name === 'supervisord')?.keys ?? {};
      const shared = assignmentsIn(
        expanded(String(environment), 'supervisord', meaning => report('supervisord.environment', meaning)),
      );
      const ordered = programs.toSorted((a, b) => priorityOf(a) - priorityOf(b));
      return {tasks: ordered.map(program => taskOf(program, {facts, shared}, report)), leftOut};
    },
  };
}

interface Section {
  readonly name: string;
  readonly keys: PlainMap;
}

function iniSections(text: string): readonly Section[] {
  const sections: {name: string; keys: Record<string, string>}[] = [];
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([;#]|$)/.test(line)) continue;
    const [, name] = /^\[(.+)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      sections.push({name, keys: {}});
      last = undefined;
      continue;
    }
    const keys = sections.at(-1)?.keys;
    const [, key, value] = /^([\w.]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (keys && key !== undefined) keys[key] = (value ?? '').replace(/\s;.*$/, '').trim();
    else if (keys && last !== undefined) keys[last] = `${keys[last] ?? ''} ${line.trim()}`;
    last = key ?? last;
  }
  return sections;
}

function priorityOf({keys}: Section): number {
  return Number(keys.priority ?? 999);
}

type Parts = Partial<Omit<ServeTask, 'needs'>>;

const nothing = (): Parts => ({});
const toLogs: ReadKey<Parts> = (value, report) => {
  if (!/^(AUTO|NONE|\/dev\/(stdout|stderr|fd\/[12]))$/.test(String(value)))
    report('`bottle logs` shows and keeps the output');
  return {};
};

const programKeys: Readonly<Record<string, ReadKey<Parts>>> = {
  command: value => ({serve: commandOf(String(value))}),
  directory: value => ({cwd: String(value)}),
  environment: value => ({env: assignmentsIn(String(value))}),
  stopsignal: value => (value === 'TERM' ? {} : {stop_signal: `SIG${String(value).replace(/^SIG/, '')}`}),
  stopwaitsecs: value => ({grace: `${String(value)}s`}),
  priority: nothing,
  stopasgroup: nothing,
  killasgroup: nothing,
  autostart(value, report) {
    if (String(value) === 'false')
      report('bottle starts it with the others; remove the task, or give it `tags`');
    return {};
  },
  autorestart: (value): Parts =>
    String(value) === 'false'
      ? {}
      : {restart: {attempts: 'unlimited', ...(String(value) !== 'true' && {condition: 'failure'})}},
  startsecs: nothing,
  startretries: value => ({retry: {attempts: Number(value) + 1}}),
  redirect_stderr: nothing,
  stdout_logfile: toLogs,
  stderr_logfile: toLogs,
  stdout_logfile_maxbytes: nothing,
  stderr_logfile_maxbytes: nothing,
  stdout_logfile_backups: nothing,
  stderr_logfile_backups: nothing,
};

/** Inputs for the task of a program. */
interface ProgramFacts {
  readonly facts: HostFacts;
  /** The variables that all programs share. */
  readonly shared: Readonly<Record<string, string>>;
}

function taskOf(
  {name, keys}: Section,
  {facts: {names, needs}, shared}: ProgramFacts,
  report: (what: string, meaning: string) => void,
): DraftedTask {
  const program = name.slice('program:'.length);
  const known = Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [
      key,
      expanded(String(value), program, meaning => report(`${program}.${key}`, meaning)),
    ]),
  );
  const parts = readKeys(known, programKeys, (key, meaning) => report(`${program}.${key}`, meaning));
  const {serve = ''} = parts;
  const listens = listeningPort(typeof serve === 'string' ? serve : serve.join(' '));
  const env = {...shared, ...parts.env};
  const restarts: Parts =
    keys.autorestart === undefined ? {restart: {attempts: 'unlimited', condition: 'failure'}} : {};
  return {
    name: names.give(program),
    source: {
      ...needing(needs),
      // supervisord also continues when a program ends.
      on_exit: 'ignore',
      ...restarts,
      ...parts,
      ...(Object.keys(env).length > 0 && {env}),
      serve,
      ...(listens && {ready: {port: listens.port}}),
    },
    comments: listens ? [`Ready when it listens on ${listens.because}.`] : [],
  };
}

/** Parses supervisord's assignments: `A="b",C=d`. */
function assignmentsIn(text: string): Readonly<Record<string, string>> {
  const found = text.matchAll(/(\w+)=(?:"([^"]*)"|'([^']*)'|([^,]*))/g);
  return Object.fromEntries(
    [...found].map(([, name = '', double, single, plain = '']) => [name, double ?? single ?? plain.trim()]),
  );
}

/** supervisord does not use a shell, so a command with characters that are special in a shell becomes a list of words. */
function commandOf(text: string): string | string[] {
  const quoted = /'[^']*'|"[^"]*"|\$\{\{.*?\}\}/gs;
  return /[$`*?[\]~|&;<>()#]/.test(text.replaceAll(quoted, '')) ||
    /"[^"]*[$`][^"]*"/.test(text.replaceAll(/\$\{\{.*?\}\}/gs, ''))
    ? [...splitWords(text, {endsAtOperator: false}).words]
    : text;
}

/** Expands supervisord's expressions: `%(ENV_X)s`, `%(program_name)s`, `%(here)s`. `%%` is a percent sign. */
function expanded(text: string, program: string, report: (meaning: string) => void): string {
  return escapeReferences(text).replaceAll(/%%|%\((\w+)\)\d*[sd]/g, (found, name?: string) => {
    if (name === undefined) return '%';
    if (name.startsWith('ENV_')) return `\${{ env.${name.slice('ENV_'.length)} }}`;
    if (name === 'program_name' || name === 'group_name') return program;
    if (name === 'here') return '${{ file.dir }}';
    if (name === 'process_num') return '0';
    report(`\`${found}\` has no equivalent`);
    return found;
  });
}
