import {unmetNeeds, type RunStatus} from '../../../history/run-status.ts';
import type {TaskSnapshot} from '../../../history/task-snapshot.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import type {RunEvent} from '../../../vocabulary/event.ts';
import {printable, printableLine} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import {headerRow} from './frame-header.ts';
import type {FrameScreen} from './frame-screen.ts';
import {addressesOf} from './addresses.ts';
import {eventText} from './event-text.ts';
import {screenRow, type Piece} from './screen-row.ts';

/**
 * The rows that show the state of a run: a header, failed tasks, then tasks that are starting or stopping, longest first. Other tasks
 * are counted in the header, and listed only if all of them fit. Leaves the last row of the screen free for the cursor.
 */
export function frame(status: RunStatus, screen: FrameScreen): readonly string[] {
  const height = Math.max(1, screen.rows - 1);
  const {tasks} = status;
  const failed = tasks.filter(({problem}) => problem !== undefined);
  const active = tasks
    .filter(task => isActive(task) && task.problem === undefined)
    .sort((one, other) => one.sinceMs - other.sinceMs);
  const first = [...failed, ...active];
  const rest = tasks.filter(task => isWorthARow(task, status));
  const shown = first.length + rest.length < height ? [...first, ...rest] : first;
  const fits = shown.length < height;
  const listed = fits ? shown : shown.slice(0, Math.max(0, height - 2));
  const nameWidth = nameColumn(listed, screen);
  const more = shown.length - listed.length;
  return [
    headerRow(status, screen),
    ...listed.map(task => screenRow(taskPieces(task, status, {...screen, nameWidth}), screen)),
    ...(more > 0 && height > 1 ? [screenRow([{text: `  … ${more} more`, format: 'dim'}], screen)] : []),
  ];
}

const ACTIVE: ReadonlySet<TaskSnapshot['status']> = new Set([
  ...(['starting', 'running', 'probing', 'restarting', 'stopping'] as const),
]);

/** Whether a task is starting or stopping. */
export function isActive({status}: TaskSnapshot): boolean {
  return ACTIVE.has(status);
}

function isUp({status}: TaskSnapshot): boolean {
  return status === 'ready' || status === 'done';
}

/** Whether to list another task: it is waiting to start, or is up and has addresses. */
function isWorthARow(task: TaskSnapshot, {phase}: RunStatus): boolean {
  if (task.problem !== undefined) return false;
  const isWaiting = task.status === 'waiting' && (phase === 'starting' || phase === 'ready');
  return isWaiting || (isUp(task) && addressesOf(task).length > 0);
}

/** Maximum width of the name column; longer names shift the rest of the row. */
const LONGEST_COLUMN = 24;

function nameColumn(tasks: readonly TaskSnapshot[], {columns}: FrameScreen): number {
  const longest = Math.max(0, ...tasks.map(({task}) => task.length));
  return Math.min(longest, LONGEST_COLUMN, Math.floor(columns / 3));
}

type TaskScreen = FrameScreen & {readonly nameWidth: number};

function taskPieces(task: TaskSnapshot, status: RunStatus, screen: TaskScreen): readonly Piece[] {
  const name = `${task.task.padEnd(screen.nameWidth)}  `;
  const mark = (symbol: keyof typeof MARKS, format: Piece['format']): Piece => ({
    text: `${MARKS[symbol][screen.unicode ? 0 : 1]} `,
    ...(format !== undefined && {format}),
  });
  if (task.problem !== undefined)
    return [mark('failed', 'red'), {text: name}, {text: textOf(task.problem), format: 'red'}];
  if (isActive(task)) {
    const elapsed = formatSeconds(screen.atMs - task.sinceMs).padEnd(6);
    return [
      {text: `${spinner(screen)} `, format: 'yellow'},
      {text: name},
      {text: `${elapsed}  `},
      {text: stepText(task, screen), format: 'dim'},
    ];
  }
  if (isUp(task)) return [mark('up', 'green'), {text: name}, {text: printable(addressesOf(task).join('  '))}];
  return [mark('waiting', 'dim'), {text: name}, {text: waitText(task, status), format: 'dim'}];
}

/** Each mark in Unicode and in ASCII. */
const MARKS = {failed: ['✖', 'x'], up: ['✔', '+'], waiting: ['·', '.']} as const;

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_SPINNER = ['|', '/', '-', '\\'];

function spinner({atMs, unicode}: FrameScreen): string {
  const steps = unicode ? SPINNER : ASCII_SPINNER;
  return steps[Math.floor(atMs / 100) % steps.length] ?? '-';
}

function waitText(task: TaskSnapshot, status: RunStatus): string {
  const unmet = unmetNeeds(status, task);
  if (unmet.length > 0) return `needs ${unmet.join(', ')}`;
  return WAIT_TEXTS[task.waitsFor];
}

/** Reasons for waiting. With `needs`, the needs are met, and the task is about to get a slot. */
const WAIT_TEXTS: Readonly<Record<TaskSnapshot['waitsFor'], string>> = {
  needs: 'waiting for a slot',
  slot: 'waiting for a slot',
  orphans: 'waiting for the cleanup of a dead run',
  dependency: 'waiting for a dependency to restart',
};

/** The probe that a starting task waits for, otherwise its reported step or its last line. */
function stepText(task: TaskSnapshot, {atMs}: FrameScreen): string {
  const isStarting = task.status !== 'stopping' && task.status !== 'restarting';
  const [waited, ...others] = isStarting ? task.probes.filter(({hasPassed}) => !hasPassed) : [];
  if (waited) {
    const {probe, sinceMs, timeoutMs, lastSeen} = waited;
    const times = `${formatSeconds(atMs - sinceMs)} of ${formatDuration(timeoutMs)}`;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return printable(`waiting for ${probe}${more} (${times})${lastSeen === '' ? '' : `: ${lastSeen}`}`);
  }
  if (task.step) return textOf(task.step);
  if (!isStarting) return task.status;
  if (task.attempt > 1) return `attempt ${task.attempt}`;
  return task.lastLine === '' ? 'running' : `| ${printable(printableLine(task.lastLine, {color: false}))}`;
}

function textOf(event: RunEvent): string {
  return printable(eventText(event)?.text ?? '');
}
