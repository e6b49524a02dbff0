import {constants} from 'node:os';
import {cgroupPrefix, removeCgroup} from '../../processes/task-cgroup.ts';
import {findTaskProcesses} from '../../processes/task-processes.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import {closest} from '../../vocabulary/suggest.ts';
import type {ServeTask, Stdin} from '../../schema/tasks/host.ts';
import type {Command} from '../../schema/values.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import type {ProcessRecord} from '../../vocabulary/journal-record.ts';
import type {ResolvedCommand} from '../../values/value-source.ts';
import {afterEndOf} from '../shared/after-end.ts';
import {commandText} from '../shared/command-line.ts';
import {earlyRequest, folderOf, hostEndpoint, launchHost, warnOfDropped, type HostCommand} from './launch.ts';
import {orAbandon, recordOf} from '../../processes/process-record.ts';
import type {FirstCommandContext, Kind} from '../kind.ts';
import type {UpContext} from '../task-context.ts';
import {endQuickly} from './end-quickly.ts';
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
  /** With unresolved references, because it runs later. */
  readonly stop?: Command;
}

/** A host process that keeps running, in its own session and process group. */
export const serve: Kind<'serve', ServeSpec> = {
  name: 'serve',
  lifetime: () => 'service',
  keepsRunAlive: () => true,
  files: ({cwd = '.'}) => ({cwd, sources: []}),
  longestUpMs: () => 0,
  graceMs,
  afterEnd: afterEndOf,
  probeTargets: ['endpoint', 'output', 'notify'],
  listensAt: hostEndpoint,
  outputs: () => ['pid'],
  impliedNeeds: () => [],
  validate: mistakes,
  summary: (source, {text}) => `serve ${commandText(source.serve, text)}`,
  resolve: (source, values) => ({
    command: values.command(source.serve),
    shell: source.shell ?? 'sh',
    cwd: values.text(source.cwd ?? '.'),
    notify: [source.ready ?? []].flat().some(probe => 'notify' in probe),
    stdin: source.stdin ?? 'open',
    graceMs: graceMs(source),
    stopSignal: source.stop_signal ?? 'SIGTERM',
    ...(source.stop !== undefined && {stop: source.stop}),
  }),
  firstCommand: (spec, context) => earlyRequest(hostCommand(spec, context), context.env),
  async up(spec, context) {
    const {shell, graceMs, stopSignal, stop} = spec;
    const command = hostCommand(spec, context);
    const deferred = stop && {stop: context.defer(stop, {shell, cwd: command.cwd})};
    const process = await launchHost(command, context, context.signal);
    warnOfDropped(process, context);
    const {pid} = process.identity;
    const record = {
      ...recordOf(process, graceMs),
      ...{stopSignal, ...deferred},
      ...(command.cgroupPrefix !== undefined && {cgroup: `${command.cgroupPrefix}${pid}`}),
    };
    await orAbandon(process, context.record(record), context.signal);
    process.begin();
    // Keep only these parts of the context, because the closure lives as long as the service, and the context includes the
    // environment.
    const {run, task, isBeingStopped, forget} = context;
    return {
      outputs: {pid: String(pid)},
      subject: {endpoint: hostEndpoint, output: context.output.lines, notified: process.notified},
      ended: process.ended.then(
        async exit => await noteEnd(exit, record, {run, task, isBeingStopped, forget}),
      ),
    };
  },
  down: downProcesses,
  quickDown: endQuickly,
};

function hostCommand(spec: ServeSpec, context: Pick<FirstCommandContext, 'file' | 'run'>): HostCommand {
  const {command, shell, stdin, notify} = spec;
  const cwd = folderOf(spec.cwd, context);
  return {command, shell, cwd, stdin, notify, streams: 'merged', cgroupPrefix: cgroupPrefix(context.run.id)};
}

type EndContext = Pick<UpContext, 'run' | 'task' | 'isBeingStopped' | 'forget'>;

/**
 * Checks which processes a service has left behind at its end. If there are none, drops its record. Never rejects, because a full
 * disk must not hide the exit, and an outdated record only causes another search.
 */
async function noteEnd(exit: Exit, record: ProcessRecord, context: EndContext): Promise<Exit> {
  const {run, task} = context;
  try {
    // If the service is being stopped, the teardown does this.
    if (context.isBeingStopped()) return exit;
    const {members, others} = await findTaskProcesses(record, {run: run.id, task, lastSeen: Infinity});
    const left = [...members, ...others];
    if (left.length > 0) {
      const leftRunning = left.map(({name, pid}) => `${name} (pid ${pid})`);
      return exit.code === 0 ? {...exit, leftRunning} : exit;
    }
    await forgetUnlessStopping(record, context);
    return exit;
  } catch {
    return exit;
  }
}

async function forgetUnlessStopping(record: ProcessRecord, context: EndContext): Promise<void> {
  if (context.isBeingStopped()) return;
  if (record.cgroup !== undefined) await removeCgroup(record.cgroup);
  await context.forget(record);
}

function mistakes({stop_signal}: ServeTask) {
  if (stop_signal === undefined || stop_signal in constants.signals) return [];
  const meant = closest(stop_signal, Object.keys(constants.signals));
  const next = meant === undefined ? '' : `, did you mean \`${meant}\`?`;
  return [{key: ['stop_signal'], message: `this system has no signal \`${stop_signal}\`${next}`}];
}

function graceMs({grace = '10s'}: ServeTask): number {
  return parseDuration(grace);
}
