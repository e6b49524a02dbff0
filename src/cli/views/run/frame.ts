import {formatDuration} from '../../../vocabulary/duration.ts';
import {printable, printableLine} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import {headerRow} from './frame-header.ts';
import type {FrameScreen} from './frame-screen.ts';
import type {RunState, TaskState} from './state.ts';
import {screenRow, type Piece} from './screen-row.ts';

/**
 * The rows that show the state of a run: a header, failed tasks, then tasks that are starting or stopping, the longest
 * first. The rest is counted in the header, and listed as well if all of it fits. Takes at most all rows of the screen but
 * the last, where the cursor stays.
 */
export function frame(state: RunState, screen: FrameScreen): readonly string[] {
  const height = Math.max(1, screen.rows - 1);
  const tasks = [...state.tasks.values()];
  const failed = tasks.filter(({failure}) => failure !== undefined);
  const active = tasks
    .filter(task => isActive(task) && task.failure === undefined)
    .sort((one, other) => one.sinceMs - other.sinceMs);
  const first = [...failed, ...active];
  const rest = tasks.filter(task => isWorthARow(task, state));
  const shown = first.length + rest.length < height ? [...first, ...rest] : first;
  const fits = shown.length < height;
  const listed = fits ? shown : shown.slice(0, Math.max(0, height - 2));
  const nameWidth = nameColumn(listed, screen);
  const more = shown.length - listed.length;
  return [
    headerRow(state, screen),
    ...listed.map(task => screenRow(taskPieces(task, nameWidth, screen), screen)),
    ...(more > 0 && height > 1 ? [screenRow([{text: `  … ${more} more`, format: 'dim'}], screen)] : []),
  ];
}

function isActive({status}: TaskState): boolean {
  return status === 'starting' || status === 'stopping';
}

/** Of the rest: what waits while the run starts, and where a service can be reached once it is up. */
function isWorthARow({status, failure, addresses}: TaskState, {phase}: RunState): boolean {
  if (failure !== undefined) return false;
  return (phase === 'starting' && status === 'waiting') || (status === 'up' && addresses.length > 0);
}

/** Longer names push what follows them to the right. */
const LONGEST_COLUMN = 24;

function nameColumn(tasks: readonly TaskState[], {columns}: FrameScreen): number {
  const longest = Math.max(0, ...tasks.map(({name}) => name.length));
  return Math.min(longest, LONGEST_COLUMN, Math.floor(columns / 3));
}

function taskPieces(task: TaskState, nameWidth: number, screen: FrameScreen): readonly Piece[] {
  const name = `${task.name.padEnd(nameWidth)}  `;
  const mark = (symbol: keyof typeof MARKS, format: Piece['format']): Piece => ({
    text: `${MARKS[symbol][screen.unicode ? 0 : 1]} `,
    ...(format !== undefined && {format}),
  });
  if (task.failure !== undefined)
    return [mark('failed', 'red'), {text: name}, {text: printable(task.failure), format: 'red'}];
  if (isActive(task)) {
    const elapsed = formatSeconds(screen.atMs - task.sinceMs).padEnd(6);
    return [
      {text: `${spinner(screen)} `, format: 'yellow'},
      {text: name},
      {text: `${elapsed}  `},
      {text: doingText(task, screen), format: 'dim'},
    ];
  }
  if (task.status === 'up')
    return [mark('up', 'green'), {text: name}, {text: printable(task.addresses.join('  '))}];
  const needs = task.missing.size > 0 ? `needs ${[...task.missing].join(', ')}` : 'waiting for a slot';
  return [mark('waiting', 'dim'), {text: name}, {text: needs, format: 'dim'}];
}

/** Of each mark the one in Unicode and the one in ASCII. */
const MARKS = {failed: ['✖', 'x'], up: ['✔', '+'], waiting: ['·', '.']} as const;

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_SPINNER = ['|', '/', '-', '\\'];

function spinner({atMs, unicode}: FrameScreen): string {
  const steps = unicode ? SPINNER : ASCII_SPINNER;
  return steps[Math.floor(atMs / 100) % steps.length] ?? '-';
}

/** The probe that a starting task waits for, its reported step, or its last line. */
function doingText(task: TaskState, {atMs}: FrameScreen): string {
  const [waited, ...others] = task.status === 'starting' ? task.probes : [];
  if (waited) {
    const [probe, {sinceMs, timeoutMs, lastSeen}] = waited;
    const times = `${formatSeconds(atMs - sinceMs)} of ${formatDuration(timeoutMs)}`;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return printable(`waiting for ${probe}${more} (${times})${lastSeen === '' ? '' : `: ${lastSeen}`}`);
  }
  if (task.doing !== '') return printable(task.doing);
  if (task.status === 'stopping') return 'stopping';
  return task.lastLine === '' ? 'running' : `| ${printable(printableLine(task.lastLine, {color: false}))}`;
}
