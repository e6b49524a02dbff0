import {
  ChannelError,
  type ExecOptions,
  type ExecResult,
  type TaskChannel,
  type TerminalOptions,
} from '../channels/channel.ts';
import {ownTerminal} from '../processes/own-terminal.ts';
import {
  execCall,
  needsUserOption,
  takesUserOption,
  type GuestCommand,
  type SmolvmCall,
} from './command-arguments.ts';
import {copyIntoMachine} from './machine-copy-in.ts';
import {copyOutOfMachine} from './machine-copy-out.ts';
import {killed, withSlot, type MachineTarget} from './machine-target.ts';
import {execProblem} from './problem.ts';
import {loadExeca} from '../processes/start-child.ts';

/**
 * The exec channel of a machine, over `smolvm machine exec` and `cp`. It never starts the machine, since that would
 * kill a machine that hangs.
 */
export function machineChannel(way: MachineTarget): TaskChannel {
  const channel: TaskChannel = {
    tool: 'smolvm',
    exec: async (argv, options) =>
      await withSlot(way, options.signal, async () => await exec(way, argv, options)),
    execInTerminal: async (argv, options) =>
      await withSlot(way, options.signal, async () => await execInTerminal(way, argv, options)),
    copyIn: async (source, target, {signal}) => await copyIntoMachine(way, channel, {source, target, signal}),
    copyOut: async (source, target, {signal}) =>
      await copyOutOfMachine(way, channel, {source, target, signal}),
  };
  return channel;
}

async function exec(
  way: MachineTarget,
  argv: readonly string[],
  {signal, onOutput, ...options}: ExecOptions,
): Promise<ExecResult> {
  const command = guestCommand(way, argv, options, onOutput ? 'live' : 'buffered');
  const call = await callOf(way, command, signal);
  const end = await way.smolvm.call(call, {signal, ...(onOutput && {onOutput})});
  if (!end) throw signal.aborted ? killed() : new ChannelError('smolvm was killed');
  const problem = execProblem(end);
  if (problem) throw problem;
  return end;
}

async function execInTerminal(
  way: MachineTarget,
  argv: readonly string[],
  {signal, ...options}: TerminalOptions,
): Promise<number> {
  const {isTerminal} = ownTerminal();
  const command = guestCommand(way, argv, options, isTerminal ? 'terminal' : 'live');
  const call = await callOf(way, command, signal);
  const work = async (): Promise<number | undefined> => await way.smolvm.callInTerminal(call, signal);
  const code = isTerminal ? await keepingTerminal(work) : await work();
  if (code === undefined) throw signal.aborted ? killed() : new ChannelError('smolvm was killed');
  return code;
}

/** @throws ChannelError if this version cannot run a command as that user */
async function callOf(way: MachineTarget, command: GuestCommand, signal: AbortSignal): Promise<SmolvmCall> {
  if (needsUserOption(command.user)) {
    const version = await way.version(signal);
    if (!takesUserOption(version))
      throw new ChannelError(
        `smolvm ${version} accepts only user names, not \`${command.user}\` (1.14.0 and newer accept both)`,
        'request',
      );
  }
  return execCall(way.name, command);
}

function guestCommand(
  way: MachineTarget,
  argv: readonly string[],
  {env, ...options}: Omit<ExecOptions, 'signal' | 'onOutput'>,
  mode: GuestCommand['mode'],
): GuestCommand {
  return {...options, argv, env: {...way.env, ...env}, mode};
}

/** Runs `work`, then restores the terminal: smolvm leaves it in raw mode if it is killed. */
async function keepingTerminal<Result>(work: () => Promise<Result>): Promise<Result> {
  const settings = await stty('-g');
  try {
    return await work();
  } finally {
    if (settings !== '') await stty(settings);
  }
}

/** Runs the POSIX tool `stty`; if it is missing, the terminal is left unchanged. */
async function stty(argument: string): Promise<string> {
  const execa = await loadExeca();
  const {stdout} = await execa('stty', [argument], {stdin: 'inherit', stderr: 'ignore', reject: false});
  return stdout.trim();
}
