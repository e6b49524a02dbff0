import {parseDocument} from 'yaml';
import type {ServeTask} from '../../schema/tasks/host.ts';
import {badSource, type SourceFile} from '../bad-source.ts';
import type {DraftedTask} from '../drafted.ts';
import {escapeReferences} from '../escape-references.ts';
import {needing} from '../drafted.ts';
import {isMap, isScalar, mapOf, textsOf, type PlainMap} from '../plain-map.ts';
import type {HostFacts, HostSource} from './host-source.ts';
import {listeningPort} from './listening-port.ts';
import {readKeys, type ReadKey} from './read-keys.ts';

/** An mprocs.yaml. Each of its `procs` keeps running. */
export function mprocs(file: SourceFile): HostSource {
  const document = parseDocument(file.text);
  const [error] = document.errors;
  if (error) badSource(file, error.message.split('\n')[0] ?? '', error.pos);
  const {procs, ...rest} = mapOf(document.toJS());
  if (!isMap(procs)) badSource(file, 'expected a map of `procs`');
  return {
    file: file.name,
    hasServices: Object.keys(procs).length > 0,
    draft(facts) {
      const leftOut: string[] = [];
      const report = (what: string, meaning: string): void =>
        void leftOut.push(`${file.name}: \`${what}\`: ${meaning}`);
      readKeys(rest, fileKeys, report);
      const started = Object.entries(procs).filter(([name, proc]) => {
        const isStarted = mapOf(proc).autostart !== false;
        if (!isStarted) report(name, 'not started automatically; start it yourself');
        return isStarted;
      });
      return {tasks: started.map(([name, proc]) => taskOf(name, proc, facts, report)), leftOut};
    },
  };
}

const nothing = (): object => ({});

/** Keys of the terminal view only. */
const fileKeys: Readonly<Record<string, ReadKey<object>>> = Object.fromEntries(
  [
    'hide_keymap_window',
    'mouse_scroll_speed',
    'scrollback',
    'proc_list_width',
    'proc_list_title',
    'keymap_procs',
    'keymap_term',
    'keymap_copy',
    'on_init',
    'on_all_finished',
    'server',
  ].map(key => [key, nothing]),
);

type Parts = Partial<
  Pick<ServeTask, 'serve' | 'cwd' | 'env' | 'stop' | 'stop_signal' | 'on_exit' | 'restart'>
>;

const procKeys: Readonly<Record<string, ReadKey<Parts>>> = {
  shell: value => ({serve: escapeReferences(String(value))}),
  cmd: value => ({serve: textsOf(value).map(escapeReferences)}),
  cwd: value => ({cwd: String(value).replace(/^<CONFIG_DIR>\/?/, './')}),
  env(value, report) {
    const entries = Object.entries(mapOf(value));
    if (entries.some(([, each]) => each === null)) report('unset variables keep their values');
    const set = entries.filter(([, each]) => isScalar(each));
    return {env: Object.fromEntries(set.map(([name, each]) => [name, escapeReferences(String(each))]))};
  },
  add_path(_, report) {
    report('add the folder to `PATH` in `env`');
    return {};
  },
  autostart: nothing,
  autorestart: value => (value === true ? {on_exit: 'ignore', restart: {attempts: 'unlimited'}} : {}),
  stop(value, report) {
    if (value === 'SIGINT' || value === 'SIGTERM') return value === 'SIGINT' ? {stop_signal: value} : {};
    if (value !== 'hard-kill') report('bottle sends no keys; set `stop` or `stop_signal`');
    return value === 'hard-kill' ? {stop_signal: 'SIGKILL'} : {};
  },
};

/** Selects values by operating system: `{$select: os, windows: …, $else: …}`. */
function ofThisSystem(map: PlainMap): PlainMap {
  const system = process.platform === 'darwin' ? 'macos' : process.platform;
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      const {$select: by, $else: otherwise, ...values} = mapOf(value);
      return [key, by === 'os' ? (values[system] ?? otherwise) : value];
    }),
  );
}

function taskOf(
  name: string,
  proc: unknown,
  {names, needs}: HostFacts,
  report: (what: string, meaning: string) => void,
): DraftedTask {
  const map: PlainMap = isMap(proc) ? ofThisSystem(proc) : {[Array.isArray(proc) ? 'cmd' : 'shell']: proc};
  const parts = readKeys(map, procKeys, (key, meaning) => report(`${name}.${key}`, meaning));
  const {serve = ''} = parts;
  const listens = listeningPort(typeof serve === 'string' ? serve : serve.join(' '));
  const source: ServeTask = {
    ...needing(needs),
    // As in mprocs, other processes continue when one ends.
    on_exit: 'ignore',
    ...parts,
    serve,
    ...(listens && {ready: {port: listens.port}}),
  };
  return {
    name: names.give(name),
    source,
    comments: listens ? [`Ready when it listens on ${listens.because}.`] : [],
  };
}
