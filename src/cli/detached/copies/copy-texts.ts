import {formatDuration} from '../../../vocabulary/duration.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {Piece} from '../../views/run/screen-row.ts';
import {copyPattern} from './copy-names.ts';
import type {Copy} from './start-copy.ts';

/** `shop-1  ready in 1.2 s  http://127.0.0.16:8080/`. */
export function copyLine(copy: Copy, width: number): readonly Piece[] {
  const {name, outcome, urls} = copy;
  return [
    {text: printable(name.padEnd(width)), format: 'bold'},
    {text: `  ${outcomeText(copy)}`, format: COLORS[outcome]},
    {text: urls.length === 0 ? '' : `  ${printable(shortList(urls, MOST_URLS, '  '))}`},
  ];
}

const COLORS: Readonly<Record<Copy['outcome'], Piece['format'] & string>> = {
  ready: 'green',
  up: 'green',
  ended: 'dim',
  stopped: 'yellow',
  failed: 'red',
};

const MOST_URLS = 3;

function outcomeText({outcome, tookMs, printed}: Copy): string {
  const time = formatDuration(tookMs);
  switch (outcome) {
    case 'ready':
      return `ready in ${time}`;
    case 'up':
      return 'already up';
    case 'ended':
      return `ended after ${time}`;
    case 'stopped':
      return 'stopped';
    case 'failed':
      return printable(`failed after ${time}: ${headlineOf(printed)}`);
  }
}

function headlineOf(printed: string): string {
  const [first = ''] = printed.split('\n', 1);
  return first.replace(/^error: /, '');
}

/**
 * The lines below the line of a copy: the details of its failure, or warnings. They are shown for only one copy, since they are usually
 * the same for all copies.
 *
 * @param shown the details shown for earlier copies
 */
export function detailLines({outcome, printed, name}: Copy, shown: Set<string>): readonly string[] {
  const lines = printed.split('\n').filter(line => line !== '');
  const kind = outcome === 'failed' ? 'failure' : printed.replaceAll(name, '');
  if (lines.length === 0 || shown.has(kind)) return [];
  shown.add(kind);
  return outcome === 'failed' ? lines.slice(1) : lines;
}

/** The outcome of all copies, and the next step. */
export function summaryLines(
  base: string,
  copies: readonly Copy[],
  further: readonly string[],
): readonly string[] {
  const failed = copies.filter(({outcome}) => outcome === 'failed');
  const up = copies.filter(({outcome}) => outcome === 'ready' || outcome === 'up');
  const also = further.length === 0 ? [] : [`also up: ${shortList(further, MOST_NAMES, ', ')}`];
  const next = `\`bottle ps\` lists them, \`bottle down ${copyPattern(base)}\` stops them`;
  if (failed.length === 0) {
    if (up.length === 0)
      return [`${copiesOf(copies.length, base)} ${copies.length === 1 ? 'has' : 'have'} ended`, ...also];
    return [`${copiesOf(up.length, base)} ${up.length === 1 ? 'is' : 'are'} up; ${next}`, ...also];
  }
  const names = shortList(
    failed.map(({name}) => name),
    MOST_NAMES,
    ', ',
  );
  return [
    `error: ${failed.length} of ${copiesOf(copies.length, base)} ${failed.length === 1 ? 'is' : 'are'} not up: ${names}`,
    ...(up.length === 0
      ? []
      : [`  the others are up; ${next}`, '  repeat the command to start only the missing ones']),
    ...also,
  ];
}

const MOST_NAMES = 10;

function copiesOf(number: number, base: string): string {
  return `${number} ${number === 1 ? 'copy' : 'copies'} of ${base}`;
}

function shortList(items: readonly string[], most: number, separator: string): string {
  const rest = items.length - most;
  return rest <= 1 ? items.join(separator) : [...items.slice(0, most), `${rest} more`].join(separator);
}

/** The row below the lines: `shop  12/50 ready · 1 failed · 16 starting · 21 waiting`. */
export function progressRow({
  base,
  copies,
  started,
  settled,
}: {
  readonly base: string;
  readonly copies: number;
  /** Number of started copies, including settled ones. */
  readonly started: number;
  readonly settled: readonly Copy[];
}): readonly Piece[] {
  const failed = settled.filter(({outcome}) => outcome === 'failed').length;
  const counts = [
    `${settled.length - failed}/${copies} ready`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(started > settled.length ? [`${started - settled.length} starting`] : []),
    ...(copies > started ? [`${copies - started} waiting`] : []),
  ];
  return [
    {text: printable(base), format: 'bold'},
    {text: `  ${counts.join(' · ')}`},
    {text: '   Ctrl-C to stop', format: 'dim'},
  ];
}
