import {environmentHints, environmentText} from './environment-text.ts';
import {exhaustedHints, exhaustedText} from './exhausted-text.ts';
import {formatDuration} from '../../vocabulary/duration.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {exitHint} from '../../vocabulary/exit-hint.ts';
import type {
  Exit,
  ExitFailure,
  LeaseHolder,
  NotReadyFailure,
  PoolExhaustedFailure,
  SlotWaiters,
  TaskFailure,
  WaitTimedOutFailure,
} from '../../vocabulary/failure.ts';
import {printable, printableLine} from '../../vocabulary/printable.ts';
import {withoutCommands} from './ci-log.ts';

/**
 * Formats a failure: the root cause on the first line, then details, then the next step. Without control characters and CI commands.
 */
export function failureText(
  failure: TaskFailure,
  {obeysCommands = false}: {readonly obeysCommands?: boolean} = {},
): string {
  const text = [`error: ${headline(failure)}`, ...details(failure).map(line => `  ${line}`)].join('\n');
  const lines = printableLines(text);
  return (obeysCommands ? lines.map(withoutCommands) : lines).join('\n');
}

/** Formats a leftover, with the command that removes it. Without control characters. */
export function leftoverText({what, why, command}: Leftover): string {
  const advice = `remove it with \`${command}\`; the next run of this file tries again`;
  return printableLines(`error: could not remove ${what}: ${why}\n  ${advice}`).join('\n');
}

/**
 * A volume that `down --volumes` could not delete, with a command that deletes it; or the `volumes of` a file, with a command that
 * lists them, if they could not be listed. Without control characters.
 */
export function keptVolumeText({
  name,
  why,
  command,
}: {
  readonly name: string;
  readonly why: string;
  readonly command: string;
}): string {
  const isOne = !name.includes(' ');
  const what = isOne ? `volume ${name}` : name;
  const next = `${isOne ? 'delete it' : 'list them'} with \`${command}\``;
  return printableLines(`error: could not delete ${what}: ${why}\n  ${next}`).join('\n');
}

function printableLines(text: string): readonly string[] {
  return text.split('\n').map(printable);
}

/** The root cause on one line. */
export function headline(failure: TaskFailure): string {
  switch (failure.reason) {
    case 'exited':
      return `task \`${failure.task}\` ${exitText(failure)}`;
    case 'not-ready':
      return `task \`${failure.task}\` was not ready within ${formatDuration(failure.timeoutMs)}: waited for ${failure.probe}`;
    case 'never-ready':
      return `task \`${failure.task}\` cannot become ready: waited for ${failure.probe}`;
    case 'unhealthy':
      return `task \`${failure.task}\` is unhealthy: ${failure.probe} failed ${timesInARow(failure.failures)}`;
    case 'timed-out':
      return `task \`${failure.task}\` took longer than its \`timeout\` of ${formatDuration(failure.timeoutMs)}; last step: ${failure.doing}`;
    case 'wait-timed-out':
      return `task \`${failure.task}\` waited longer than its \`wait_timeout\` of ${formatDuration(failure.timeoutMs)} ${waitedFor(failure)}`;
    case 'cannot-start':
      return `task \`${failure.task}\` cannot start \`${failure.what}\`: ${failure.why}`;
    case 'bad-output':
      return `task \`${failure.task}\` ${failure.detail}`;
    case 'no-secret':
      return `secret \`${failure.secret}\` cannot be read from ${failure.source}: ${failure.why}`;
    case 'bad-environment':
      return environmentText(failure);
    case 'already-up':
      return `run \`${failure.name}\` of ${failure.file} is already up (${failure.run})`;
    case 'name-taken':
      return `the name \`${failure.name}\` is in use by run ${failure.run} (${failure.file})`;
    case 'pool-exhausted':
      return `task \`${failure.task}\` found no free address in ${failure.pool}${waited(failure)}`;
    case 'alias-missing':
      return `this machine does not route ${failure.address}, which task \`${failure.task}\` leased`;
    case 'no-engine':
      return `task \`${failure.task}\` needs Docker, but no engine responds at ${failure.address} (from ${failure.source}): ${failure.why}`;
    case 'no-smolvm':
      return `task \`${failure.task}\` needs smolvm: ${failure.why}`;
    case 'no-cluster':
      return `task \`${failure.task}\` needs a Kubernetes cluster, but cannot reach one through ${failure.source}: ${failure.why}`;
    case 'exhausted':
      return exhaustedText(failure);
    case 'docker':
    case 'smolvm':
    case 'kubernetes':
      return `task \`${failure.task}\` cannot ${failure.doing}: ${failure.why}`;
    case 'port-taken':
      return `task \`${failure.task}\` cannot ${failure.use} on ${failure.endpoint}: it is in use by ${failure.holder}`;
    case 'heartbeat-lost':
      return `lost the heartbeat of this run: ${failure.why}`;
    case 'internal':
      return `internal error in bottle${failure.task ? `, in task \`${failure.task}\`` : ''}: ${failure.message}`;
  }
}

function details(failure: TaskFailure): readonly string[] {
  switch (failure.reason) {
    case 'exited':
      return [
        ...lineOf(exitHint(failure.exit.code)),
        ...killedHint(failure),
        ...backgroundHint(failure),
        ...output(failure),
      ];
    case 'not-ready':
      return [
        `${attempts(failure)} in ${formatDuration(failure.elapsedMs)}; last result: ${failure.lastSeen}`,
        ...slotHint(failure.slots),
        ...output(failure),
      ];
    case 'unhealthy':
      return [`last result: ${failure.lastSeen}`, ...output(failure)];
    case 'never-ready':
      return [`last result: ${failure.lastSeen}`, ...lineOf(failure.next), ...output(failure)];
    case 'pool-exhausted':
      return [
        ...failure.holders.map(holderText),
        'free an address, widen the `pool`, or queue with `wait: 30s`',
      ];
    case 'alias-missing':
      return [`run \`${failure.command}\`, then try again`];
    case 'no-engine':
    case 'no-smolvm':
    case 'no-cluster':
      return [failure.next];
    case 'port-taken':
      return [
        failure.use === 'publish'
          ? 'stop it, choose another port, or let Docker choose one (`:80`)'
          : 'stop it or choose another port; to accept it, set `any_owner: true` in the probe',
      ];
    case 'exhausted':
      return [...exhaustedHints[failure.resource], failure.message];
    case 'no-secret':
      return ['set it, then try again; nothing was started'];
    case 'bad-environment':
      return [`${environmentHints[failure.variable]}; nothing was started`];
    case 'already-up':
      return ['nothing was started'];
    case 'name-taken':
      return ['choose another `--name`, or stop that run with `bottle down`; nothing was started'];
    case 'heartbeat-lost':
      return [
        'other runs would consider this run dead and stop its tasks, so bottle ended it',
        `check the state directory that ${failure.dir} is in`,
      ];
    case 'internal':
      return failure.stack
        .split('\n')
        .slice(1)
        .map(line => line.trim());
    case 'timed-out':
    case 'wait-timed-out':
      return slotHint(failure.slots);
    case 'cannot-start':
      return failure.at === undefined
        ? []
        : [`--> ${failure.at.file}:${failure.at.line}:${failure.at.column}`];
    case 'bad-output':
      return [];
    case 'docker':
    case 'smolvm':
    case 'kubernetes':
      return [
        ...(failure.lacksHypervisor === true
          ? ['`bottle doctor` reports what is missing and how to fix it']
          : []),
        ...(failure.lastLines ? output({...failure, lastLines: failure.lastLines}) : []),
      ];
  }
}

function exitText({exit, during}: ExitFailure): string {
  const hasCode = exit.code !== undefined;
  if (during === 'starting') return endText(hasCode ? 'exited' : 'ended', exit);
  return endText(`${hasCode ? 'exited' : 'ended'} unexpectedly`, exit);
}

/** "ended with code 3", "ended with code 137 (SIGKILL)", "ended with code 137: it ran out of memory", "ended: the machine is gone". */
export function endText(ended: string, {code, signal, because}: Exit): string {
  const how = code === undefined ? '' : ` with code ${code}${signal ? ` (${signal})` : ''}`;
  return `${ended}${how}${because ? `: ${because}` : ''}`;
}

/** A hint for an exit code of a killed command, which a broken exec channel causes as well. */
function killedHint({mayRetry}: ExitFailure): string[] {
  if (mayRetry === undefined) return [];
  const both = 'either the command was killed or the exec channel broke; their exit codes are the same';
  const next = 'if it is safe to run again, set `idempotent: true` to retry it';
  return mayRetry ? [both] : [both, next];
}

/** A hint for servers that move to the background, as many do by default. */
function backgroundHint({exit: {leftRunning = []}}: ExitFailure): string[] {
  if (leftRunning.length === 0) return [];
  return [
    `it left ${leftRunning.join(', ')} running: a \`serve\` command must stay in the foreground (no \`&\`, no daemon mode)`,
  ];
}

function lineOf(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}

function output({lastLines, log}: Said): string[] {
  const said =
    lastLines.length > 0
      ? ['its last lines:', ...lastLines.map(line => `  ${printableLine(line, {color: false})}`)]
      : ['it printed nothing'];
  return log === undefined ? [] : [...said, `its log: ${log}`];
}

interface Said {
  readonly lastLines: readonly string[];
  readonly log?: string;
}

function waitedFor({unmet, slots}: WaitTimedOutFailure): string {
  if (unmet.length === 0) return `for a slot: \`jobs: ${slots?.limit ?? 1}\` was reached`;
  return `for ${unmet.map(({need, state}) => `\`${need}\` (${state})`).join(', ')}`;
}

/** A hint that a deadline may have passed because other tasks could not start. */
function slotHint(slots: SlotWaiters | undefined): string[] {
  if (slots === undefined || slots.waiting.length === 0) return [];
  const names = slots.waiting.map(name => `\`${name}\``).join(', ');
  const next = 'if it depends on one of them, raise `jobs` or add the need';
  return [`\`jobs: ${slots.limit}\` kept other tasks waiting: ${names}; ${next}`];
}

function attempts({attempts: count}: NotReadyFailure): string {
  return `${count} ${count === 1 ? 'attempt' : 'attempts'}`;
}

function waited({waitedMs}: PoolExhaustedFailure): string {
  return waitedMs > 0 ? ` after waiting ${formatDuration(waitedMs)}` : '';
}

function holderText(holder: LeaseHolder): string {
  if (holder.by === 'other') return `${holder.address} is in use: ${holder.what}`;
  const {address, task, run, pid, file, isDead} = holder;
  return isDead
    ? `${address} is held by task ${task} of dead run ${run} (${file}), which could not be cleaned up from here; \`bottle down --forget ${run}\` frees it`
    : `${address} is held by task ${task} of run ${run} (pid ${pid}, ${file})`;
}

/** `once`, `3 times in a row`. */
export function timesInARow(count: number): string {
  return count === 1 ? 'once' : `${count} times in a row`;
}
