import {groupIsAlive} from '../processes/process-group.ts';
import {findMarkedProcesses} from '../processes/task-processes.ts';
import {constants} from 'node:os';
import {parseDuration} from '../vocabulary/duration.ts';
import {closest} from '../vocabulary/suggest.ts';
import type {Command, ServeTask, Stdin} from '../schema/launch-file.ts';
import type {Exit} from '../vocabulary/failure.ts';
import type {ProcessRecord} from '../vocabulary/journal-record.ts';
import type {ResolvedCommand} from '../values/value-source.ts';
import {commandWords} from './command-line.ts';
import {folderOf, hostEndpoint, launchHost, recordOf, warnOfDropped} from './host-task.ts';
import type {AfterEnd, Kind, UpContext} from './kind.ts';
import {downProcesses} from './stop-process.ts';

/** A `serve` task with its references resolved. */
export interface ServeSpec {
  readonly command: ResolvedCommand;
  readonly shell: string;
  readonly cwd: string;
  readonly notify: boolean;
  readonly stdin: Stdin;
  readonly graceMs: number;
  readonly stopSignal: string;
  /** References unresolved: it runs later. */
  readonly stop?: Command;
  readonly afterEnd: AfterEnd;
}

/** A host process that keeps running, in a session and process group of its own. */
export const serve: Kind<'serve', ServeSpec> = {
  name: 'serve',
  lasting: 'stays',
  holds: true,
  longestUpMs: () => 0,
  aspects: ['endpoint', 'output', 'notify'],
  listensAt: hostEndpoint,
  outputs: () => ['pid'],
  impliedNeeds: () => [],
  mistakes,
  summary: (source, {text}) => `serve ${commandWords(source.serve, text)}`,
  resolve: (source, values) => ({
    command: values.command(source.serve),
    shell: source.shell ?? 'sh',
    cwd: values.text(source.cwd ?? '.'),
    notify: [source.ready ?? []].flat().some(probe => 'notify' in probe),
    stdin: source.stdin ?? 'open',
    graceMs: parseDuration(source.grace ?? '10s'),
    stopSignal: source.stop_signal ?? 'SIGTERM',
    ...(source.stop !== undefined && {stop: source.stop}),
    afterEnd: afterEnd(source),
  }),
  async up(spec, context) {
    const {shell, graceMs, stopSignal, stop} = spec;
    const cwd = folderOf(spec.cwd, context);
    const deferred = stop && {stop: context.defer(stop, {shell, cwd})};
    const process = await launchHost({...spec, cwd, streams: 'merged'}, context);
    warnOfDropped(process, context);
    const record = {...recordOf(process, graceMs), stopSignal, ...deferred};
    await context.record(record);
    process.begin();
    return {
      outputs: {pid: String(process.identity.pid)},
      subject: {endpoint: hostEndpoint, output: context.output.lines, notified: process.notified},
      ended: process.ended.then(async exit => await noteEnd(exit, record, context)),
      afterEnd: spec.afterEnd,
    };
  },
  down: downProcesses,
};

/** Notes what a service leaves behind as it ends, and that there is nothing to stop if its group ended with it. */
async function noteEnd(exit: Exit, record: ProcessRecord, context: UpContext): Promise<Exit> {
  const {signal, run, task, forget} = context;
  const hasMembers = record.group && (await groupIsAlive(record));
  // Once the run is stopping, the teardown does both.
  const left = exit.code === 0 && !signal.aborted ? await findMarkedProcesses(run.id, task) : [];
  if (!hasMembers && !signal.aborted) await forget(record);
  return left.length > 0 ? {...exit, leftRunning: left.map(({name, pid}) => `${name} (pid ${pid})`)} : exit;
}

function mistakes({stop_signal}: ServeTask) {
  if (stop_signal === undefined || stop_signal in constants.signals) return [];
  const meant = closest(stop_signal, Object.keys(constants.signals));
  const next = meant === undefined ? '' : `, did you mean \`${meant}\`?`;
  return [{key: ['stop_signal'], message: `this system has no signal \`${stop_signal}\`${next}`}];
}

function afterEnd({on_exit = 'fail', restart}: ServeTask): AfterEnd {
  return {then: on_exit, restarts: restart?.attempts ?? 0, delayMs: parseDuration(restart?.delay ?? '1s')};
}
