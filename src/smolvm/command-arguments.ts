import {isConfined, type MachineRequest} from './machine-request.ts';
import {isAtLeast, type SmolvmVersion} from './version.ts';

/** A call of smolvm: its arguments and environment variables. */
export interface SmolvmCall {
  readonly args: readonly string[];
  /** `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Creates a machine without booting it. */
export function createCall(name: string, request: MachineRequest, version: SmolvmVersion): SmolvmCall {
  const {image, from, smolfile, cpus, memoryMib, volumes, ports, allowCidrs, allowHosts, denyCidrs} = request;
  const {flags, env} = forwardedEnv(request.env);
  // With `from`, older versions do not add a network if only an allow-list is given.
  const net = request.net ?? isConfined(request);
  const args = [
    ...['machine', 'create', ...namedBy(version, name)],
    ...option('--image', image),
    ...option('--from', from),
    ...option('--smolfile', smolfile),
    ...option('--cpus', cpus),
    ...option('--mem', memoryMib),
    ...(net ? ['--net'] : []),
    ...allowCidrs.map(cidr => `--allow-cidr=${cidr}`),
    ...allowHosts.map(host => `--allow-host=${host}`),
    // Older versions do not support them, and then start the machine only if its confinement is unchecked.
    ...(takesDenyLists(version) ? denyCidrs.map(cidr => `--deny-cidr=${cidr}`) : []),
    ...volumes.map(volume => `--volume=${volume}`),
    ...ports.map(({host, guest}) => `--port=${host}:${guest}`),
    ...request.init.map(script => `--init=${script}`),
    ...(request.stopOnExit ? ['--stop-on-exit'] : []),
    ...flags,
    ...(request.command.length > 0 ? ['--', ...request.command] : []),
  ];
  return {args, env};
}

/** Whether this version supports deny-lists. */
export function takesDenyLists(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.31.0');
}

/** Whether this version can stop a machine when its command exits. */
export function stopsOnExit(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.22.0');
}

/** Boots a machine; the call exits when it is up. */
export function startCall(name: string): SmolvmCall {
  return {args: ['machine', 'start', '--name', name]};
}

/** Stops a machine. Also cleans up after an interrupted start, which leaves a process that no other call looks for. */
export function stopCall(name: string): SmolvmCall {
  return {args: ['machine', 'stop', '--name', name]};
}

/** Stops a machine without waiting for its workload; see {@link waitsForWorkload}. */
export function forcedStopCall(name: string): SmolvmCall {
  return {args: [...stopCall(name).args, ...option('--timeout', 0)]};
}

/** Whether a stop waits for the machine's workload (10 s by default, at most 300 s), and can skip the wait. */
export function waitsForWorkload(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.28.1');
}

/** Removes a machine without a prompt. If the version is unknown, uses the syntax of newer ones. */
export function deleteCall(name: string, version?: SmolvmVersion): SmolvmCall {
  return {args: ['machine', 'delete', ...namedBy(version, name), '--force']};
}

/** Prints the state of a machine as JSON. */
export function statusCall(name: string): SmolvmCall {
  return {args: ['machine', 'status', '--name', name, '--json']};
}

/** Prints the folder of a machine's console log. */
export function dataFolderCall(name: string, version: SmolvmVersion): SmolvmCall {
  return {args: ['machine', 'data-dir', ...namedBy(version, name)]};
}

/** A command inside a machine. */
export interface GuestCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
  readonly timeoutMs?: number;
  /**
   * - `buffered`: output arrives when the command has ended; if the call is killed, all of its processes are killed
   * too.
   * - `live`: output of any length arrives as it is written.
   * - `terminal`: the command gets a terminal.
   */
  readonly mode: 'buffered' | 'live' | 'terminal';
}

/** Whether the user is a number or has a group (`1000`, `node:users`), which the guest's `su` does not support. */
export function needsUserOption(user: string | undefined): boolean {
  return user !== undefined && /^\d+$|:/.test(user);
}

/** Whether this version has an option for the user. */
export function takesUserOption(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.14.0');
}

/** Runs a command in a machine. */
export function execCall(name: string, command: GuestCommand): SmolvmCall {
  const {workdir, timeoutMs, user, argv} = command;
  const byOption = needsUserOption(user);
  const {flags, env} = forwardedEnv(command.env);
  const args = [
    ...['machine', 'exec', '--name', name],
    ...MODE_FLAGS[command.mode],
    ...option('--user', byOption ? user : undefined),
    ...option('--workdir', workdir),
    ...option('--timeout', timeoutMs === undefined ? undefined : `${Math.ceil(timeoutMs)}ms`),
    ...flags,
    ...['--', ...(user === undefined || byOption ? argv : asUser(user, argv))],
  ];
  return {args, env};
}

/** `-i` alone streams output without the limit of 11 MiB that `--stream` has; its input is empty. */
const MODE_FLAGS = {buffered: [], live: ['-i'], terminal: ['-i', '-t']};

/**
 * Runs the command as another user with the guest's `su`, which sets `HOME`; `--user` may not. The `--` prevents `su`
 * from parsing the options of the command.
 */
function asUser(user: string, argv: readonly string[]): readonly string[] {
  return ['su', '-s', '/bin/sh', '-c', 'exec "$@"', '--', user, 'sh', ...argv];
}

/** Copies one file in or out; the path in the machine is `name:/path`. */
export function copyCall(from: string, to: string, flags: readonly string[] = []): SmolvmCall {
  return {args: ['machine', 'cp', from, to, ...flags]};
}

/** Up to 1.0.1, these four commands took the name as a positional argument. */
function namedBy(version: SmolvmVersion | undefined, name: string): readonly string[] {
  return version === undefined || isAtLeast(version, '1.0.2') ? ['--name', name] : [name];
}

/** Joins an option and its value: smolvm rejects a separate value that begins with `-`. */
function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${flag}=${value}`];
}

/** Variables for a guest, as arguments and environment of a smolvm call. */
interface ForwardedEnv {
  readonly flags: readonly string[];
  /** The environment of the call itself. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Passes variables by name: `--env=NAME` takes the value from smolvm's own environment. This keeps secrets off command
 * lines, which every user of the machine can read. Variables that smolvm or its loader reads are passed by value.
 */
function forwardedEnv(variables: Readonly<Record<string, string>>): ForwardedEnv {
  const entries = Object.entries(variables);
  return {
    flags: entries.map(([name, value]) => `--env=${STEERS_SMOLVM.test(name) ? `${name}=${value}` : name}`),
    env: Object.fromEntries(entries.filter(([name]) => !STEERS_SMOLVM.test(name))),
  };
}

const STEERS_SMOLVM =
  /^(HOME|PATH|TMPDIR|RUST_LOG|SSH_AUTH_SOCK|DOCKER_CONFIG|SSL_CERT_(FILE|DIR)|(SMOLVM|XDG|LD|DYLD|NODE)_.*|(https?|all|no)_proxy)$/i;
