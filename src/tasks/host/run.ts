import type {RunTask} from '../../schema/tasks/host.ts';
import {buildOnce} from '../../freshness/artifact.ts';
import {commandText} from '../shared/command-line.ts';
import {artifactKey, type Work} from '../../freshness/fingerprint.ts';
import {earlyRequest, folderOf, hostEndpoint} from './launch.ts';
import type {Kind} from '../kind.ts';
import type {DownContext, Up, UpContext} from '../task-context.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {hostCommand, runToEnd} from './run-to-end.ts';
import {downProcesses} from './stop-process.ts';
import {undoWork} from './undo.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import type {MadeRecord} from '../../vocabulary/journal-record.ts';
import type {RunSpec} from './run-spec.ts';

/** A host command that runs to its end. */
export const run: Kind<'run', RunSpec> = {
  name: 'run',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  // Only an `undo` needs time.
  graceMs: ({undo, grace = '10s'}) => (undo === undefined ? 0 : parseDuration(grace)),
  isInteractive: ({interactive = false}) => interactive,
  leavesResources: ({undo}) => undo !== undefined,
  files: ({cwd = '.', sources = [], generates}) => ({cwd, sources, ...(generates && {generates})}),
  probeTargets: ['endpoint', 'output'],
  outputs: ({interactive = false, outputs = []}) => (interactive ? outputs : ['stdout', ...outputs]),
  impliedNeeds: () => [],
  validate: mistakes,
  summary: ({run: command, interactive = false}, {text}) =>
    `run ${commandText(command, text)}${interactive ? ' in the terminal' : ''}`,
  resolve: (source, values) => ({
    command: values.command(source.run),
    shell: source.shell ?? 'sh',
    cwd: values.text(source.cwd ?? '.'),
    env: Object.fromEntries(
      Object.entries(source.env ?? {}).map(([name, value]) => [name, values.text(String(value))]),
    ),
    outputs: source.outputs ?? [],
    sources: (source.sources ?? []).map(values.text),
    generates: (source.generates ?? []).map(values.text),
    interactive: source.interactive ?? false,
    stdin: source.stdin ?? 'empty',
    ...(source.undo !== undefined && {undo: source.undo}),
    graceMs: parseDuration(source.grace ?? '10s'),
  }),
  firstCommand: (spec, context) =>
    isBuild(spec) ? undefined : earlyRequest(hostCommand(spec, context), context.env),
  async up(spec, context) {
    const {outputs, unchanged} = isBuild(spec)
      ? await build(spec, context)
      : {outputs: await runToEnd(spec, context)};
    return up(outputs, context, unchanged);
  },
  down,
};

/** Whether it may have nothing to do. */
function isBuild({sources, generates}: RunSpec): boolean {
  return sources.length > 0 || generates.length > 0;
}

async function build(spec: RunSpec, context: UpContext) {
  const work: Work = {
    ...{...spec, task: context.task, file: context.file.path, cwd: folderOf(spec.cwd, context)},
    env: {...context.envFile, ...spec.env},
  };
  return await buildOnce(work, context.services.artifacts, context, async because => {
    context.report(`running: ${because}`);
    // Only for work without generated files, because missing files are detected anyway.
    const artifact = spec.generates.length === 0 ? artifactKey(work) : undefined;
    return await runToEnd(spec, context, artifact);
  });
}

/** Stops the processes first, because the work of running processes cannot be reverted. */
async function down(made: readonly MadeRecord[], context: DownContext): Promise<readonly Leftover[]> {
  const processes = await downProcesses(made, context);
  return processes.length > 0 ? processes : await undoWork(made, context);
}

function up(outputs: Up['outputs'], {output}: UpContext, unchanged?: string): Up {
  return {
    outputs,
    subject: {endpoint: hostEndpoint, output: output.lines},
    ...(unchanged !== undefined && {unchanged}),
  };
}

function mistakes({interactive = false, stdin, sources, generates, watch, outputs = []}: RunTask) {
  const found = [];
  const key = sources ? 'sources' : 'generates';
  if (interactive && (sources ?? generates)) {
    found.push({
      key: [key],
      message: 'an interactive task always runs; `interactive` and `' + key + '` exclude each other',
    });
  }
  if (interactive && watch) {
    const message = 'an interactive task is left alone; `interactive` and `watch` exclude each other';
    found.push({key: ['watch'], message});
  }
  if (interactive && stdin) {
    const message =
      'an interactive task reads from the terminal; `interactive` and `stdin` exclude each other';
    found.push({key: ['stdin'], message});
  }
  if (outputs.includes('stdout')) {
    found.push({key: ['outputs'], message: '`stdout` is always an output of a `run` task; remove it'});
  }
  return found;
}
