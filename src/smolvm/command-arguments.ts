import {isConfined, type MachineRequest} from './machine-request.ts';
import {isAtLeast, type SmolvmVersion} from './version.ts';

/** A call of smolvm: its arguments, and what they take from its environment. */
export interface SmolvmCall {
  readonly args: readonly string[];
  /** `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Makes a machine; nothing boots yet. */
export function createCall(name: string, request: MachineRequest, version: SmolvmVersion): SmolvmCall {
  const {image, from, smolfile, cpus, memoryMib, volumes, ports, allowCidrs, allowHosts, denyCidrs} = request;
  const {flags, env} = forwardedEnv(request.env);
  // With `from` older versions give no network for an allow-list alone.
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
    // Without them it is started only if its confinement is unchecked.
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

/** Whether a machine can be denied addresses. */
export function takesDenyLists(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.31.0');
}

/** Whether a machine can stop with its command. */
export function stopsOnExit(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.22.0');
}

/** Boots it; ends when it is up. */
export function startCall(name: string): SmolvmCall {
  return {args: ['machine', 'start', '--name', name]};
}

/** Stops it, also where a start was cut off: that leaves a process which only this looks for. */
export function stopCall(name: string): SmolvmCall {
  return {args: ['machine', 'stop', '--name', name]};
}

/** Stops it without waiting for its workload; see {@link waitsForWorkload}. */
export function forcedStopCall(name: string): SmolvmCall {
  return {args: [...stopCall(name).args, ...option('--timeout', 0)]};
}

/** Whether a stop waits for the machine's workload, 10 s by default and up to 300 s, and can skip that wait. */
export function waitsForWorkload(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.28.1');
}

/** Removes it without a prompt, in the form of newer versions if the version is unknown. */
export function deleteCall(name: string, version?: SmolvmVersion): SmolvmCall {
  return {args: ['machine', 'delete', ...namedBy(version, name), '--force']};
}

/** Prints its state, as JSON. */
export function statusCall(name: string): SmolvmCall {
  return {args: ['machine', 'status', '--name', name, '--json']};
}

/** Prints the folder of its console log. */
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
   * - `buffered`: its output comes when it has ended; when the call is killed so is all that it started.
   * - `live`: its output comes as it is written, however much it is.
   * - `terminal`: it gets a terminal.
   */
  readonly mode: 'buffered' | 'live' | 'terminal';
}

/** Whether a user is given by number or with a group (`1000`, `node:users`), which the guest's `su` cannot take. */
export function needsUserOption(user: string | undefined): boolean {
  return user !== undefined && /^\d+$|:/.test(user);
}

/** Whether this version has an option for the user. */
export function takesUserOption(version: SmolvmVersion): boolean {
  return isAtLeast(version, '1.14.0');
}

/** Runs a command inside. */
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

/** `-i` alone streams without the limit of 11 MiB that `--stream` has; its input is empty. */
const MODE_FLAGS = {buffered: [], live: ['-i'], terminal: ['-i', '-t']};

/**
 * The command as another user, by the guest's own `su`: it sets `HOME`, which `--user` does not promise. The `--` keeps `su` from reading the command's
 * options as its own.
 */
function asUser(user: string, argv: readonly string[]): readonly string[] {
  return ['su', '-s', '/bin/sh', '-c', 'exec "$@"', '--', user, 'sh', ...argv];
}

/** Copies one file in or out; the side inside is `name:/path`. */
export function copyCall(from: string, to: string, flags: readonly string[] = []): SmolvmCall {
  return {args: ['machine', 'cp', from, to, ...flags]};
}

/** Up to 1.0.1, these four commands took the name as a positional argument. */
function namedBy(version: SmolvmVersion | undefined, name: string): readonly string[] {
  return version === undefined || isAtLeast(version, '1.0.2') ? ['--name', name] : [name];
}

/** One word: smolvm reads a word of its own that begins with `-` as another option, and refuses it. */
function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${flag}=${value}`];
}

/** Variables for a guest, as a call of smolvm hands them on. */
interface ForwardedEnv {
  readonly flags: readonly string[];
  /** For the environment of the call itself. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Passes variables by name: `--env=NAME` takes the value from smolvm's own environment, so that no secret is on a command
 * line, which every user of the machine can read. Variables that smolvm itself or its loader reads are the exception.
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
