import {
  createCall,
  startCall,
  statusCall,
  stopsOnExit,
  takesDenyLists,
} from '../../smolvm/command-arguments.ts';
import {droppedEntries, reachWarnings, unconfined} from '../../smolvm/confinement.ts';
import {machineChannel} from '../../smolvm/machine-channel.ts';
import {machineName} from '../../smolvm/machine-name.ts';
import {hasNetwork, isPulled, type MachineRequest} from '../../smolvm/machine-request.ts';
import {reasonOf} from '../../smolvm/problem.ts';
import {differences, parseStatus, startedPid, type MachineStatus} from '../../smolvm/read-back.ts';
import {stateDirs} from '../../smolvm/state-dirs.ts';
import {isAtLeast, type SmolvmVersion} from '../../smolvm/version.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import type {Up, UpContext} from '../task-context.ts';
import {performCall} from './call.ts';
import {envOutputs} from './channel.ts';
import {requestOf, type MachineSpec} from './spec.ts';
import {endOfMachine, followLogs, logFolderOf, type MachineLogs} from './watch.ts';
import {portOutputs} from '../shared/port-outputs.ts';

/**
 * Creates a machine and starts it:
 *
 *     checked ─▶ recorded in the journal ─▶ created ─▶ read back ─▶ started ─▶ watched
 *
 * A machine is not started if smolvm cannot ensure its confinement.
 * @throws TaskError `no-smolvm`, `smolvm`, `cannot-start`, or the reason of the context's signal
 */
export async function bringMachineUp(spec: MachineSpec, context: UpContext): Promise<Up> {
  const {smolvm} = context.services;
  const request = requestOf(spec, context);
  const version = await smolvm.version(context.task, context.signal);
  refuseUnsupported(request, version, context);
  const name = machineName(context.run.id, context.task);
  await context.record({made: 'machine', name, places: stateDirs(smolvm.env)});
  context.report('creating the machine');
  await performCall(createCall(name, request, version), {doing: 'create its machine'}, context);
  // This call only reads state, and ends before any other command uses the machine.
  const logFolder = logFolderOf(name, version, context);
  await readBack({name, version}, request, context).finally(async () => await logFolder);
  context.report('starting the machine');
  const started = await start(name, await logFolder, context);
  return {
    ...describe({name, version, parallel: spec.parallel}, request, context),
    ended: endOfMachine(started, context),
  };
}

/** @throws TaskError `cannot-start` for options that this version does not support or would silently ignore */
function refuseUnsupported(request: MachineRequest, version: SmolvmVersion, {task, warn}: UpContext): void {
  if (request.command.length > 0 && !isAtLeast(version, '1.0.0'))
    throw cannotStart(`smolvm ${version} does not support \`command\` (1.0.0 and newer do)`, task);
  if (request.stopOnExit && !stopsOnExit(version))
    throw cannotStart(`smolvm ${version} does not support \`stop_on_exit\` (1.22.0 and newer do)`, task);
  // Newer versions pull images on the host.
  if (isPulled(request) && !hasNetwork(request) && !isAtLeast(version, '1.25.1'))
    throw cannotStart(
      `smolvm ${version} pulls \`${request.image}\` inside the machine, which has no network; set \`net: true\` (not needed from 1.25.1 on)`,
      task,
    );
  refuseUnconfined(unconfined(request, version), request, {task, warn});
  const denyCidrs = takesDenyLists(version) ? request.denyCidrs : [];
  for (const warning of reachWarnings({...request, denyCidrs}, version)) warn(warning);
}

/** @param why the reason why the machine is not confined; `undefined` if it is */
function refuseUnconfined(
  why: string | undefined,
  {unchecked}: MachineRequest,
  {task, warn}: Pick<UpContext, 'task' | 'warn'>,
): void {
  if (why === undefined) return;
  if (!unchecked) throw cannotStart(`${why}; set \`confinement: unchecked\` to start it anyway`, task);
  warn(`it is not confined: ${why}`);
}

function cannotStart(why: string, task: UpContext['task']): TaskError {
  return new TaskError(startFailure(task, 'machine', why));
}

/**
 * Checks that the machine was created as requested. With `from` and `smolfile`, smolvm uses its own defaults for missing options, and
 * an artifact may define its own network.
 */
async function readBack(
  {name, version}: Pick<StartedMachine, 'name' | 'version'>,
  request: MachineRequest,
  context: UpContext,
): Promise<void> {
  const status = await statusOf(name, context);
  refuseUnconfined(droppedEntries(request, status, version), request, context);
  const found = differences(request, status);
  if (found.length > 0)
    throw cannotStart(`smolvm created it differently than requested (${found.join('; ')})`, context.task);
}

async function statusOf(name: string, context: UpContext): Promise<MachineStatus> {
  const {services, signal} = context;
  const end = await services.smolvm.call(statusCall(name), {signal});
  signal.throwIfAborted();
  const status = end && parseStatus(end.stdout);
  if (status) return status;
  throw failed('read its machine back', end ? reasonOf(end) : 'smolvm was killed', context);
}

function failed(doing: string, why: string, {task}: UpContext): TaskError {
  return new TaskError(toolFailure('smolvm', {task, doing, why}));
}

/** Starts a machine, and returns its process and logs. The console is the most helpful log if the machine does not come up. */
async function start(
  name: string,
  logFolder: string | undefined,
  context: UpContext,
): Promise<Parameters<typeof endOfMachine>[0]> {
  let logs: MachineLogs | undefined;
  const onEnd = async (): Promise<void> => {
    if (logFolder !== undefined) logs = await followLogs(logFolder, context);
  };
  const printed = await performCall(startCall(name), {doing: 'start its machine', onEnd}, context);
  return {pid: startedPid(name, printed) ?? (await statusOf(name, context)).pid, logs};
}

/**
 * smolvm accepts connections to a published port and closes them if nothing listens in the machine. The value was measured with
 * Docker's proxy, which does the same.
 */
const HOLD_MS = 200;

interface StartedMachine {
  readonly name: string;
  readonly version: SmolvmVersion;
  readonly parallel: number;
}

function describe(
  {name, version, parallel}: StartedMachine,
  {env, ports}: MachineRequest,
  {output, services: {smolvm}}: UpContext,
): Omit<Up, 'ended'> {
  const published = new Map(ports.map(({host, guest}) => [guest, {host: '127.0.0.1', port: host}]));
  return {
    outputs: {name, ...envOutputs(env), ...portOutputs(published)},
    subject: {
      endpoint: port => ({...(published.get(port) ?? {host: '127.0.0.1', port}), holdMs: HOLD_MS}),
      output: output.lines,
      channel: machineChannel({smolvm, name, parallel, env, version: async () => version}),
    },
  };
}
