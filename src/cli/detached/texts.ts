import type {ConfigDifference} from '../../plan/launch-config.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {printable} from '../../vocabulary/printable.ts';

interface UpRun {
  readonly isNew: boolean;
  /** Whether commands find the run without a name. */
  readonly isDefault: boolean;
  /** The task that ends the run. */
  readonly until: TaskName | undefined;
}

/** The message that a run is up, with commands to view and stop it. */
export function upText(name: string, {isNew, isDefault, until}: UpRun): string {
  const [logs, down] = isDefault ? ['', ''] : [` --run ${name}`, ` ${name}`];
  const end = until === undefined ? '' : ` until \`${until}\` is done`;
  const state = isNew ? `is up${end}` : 'is already up';
  return printable(
    `${name} ${state}; \`bottle logs -f${logs}\` shows its output, \`bottle down${down}\` stops it`,
  );
}

/** Why a call cannot use the live run. */
export function differencesText(name: string, differences: readonly ConfigDifference[]): string {
  const lines = differences.slice(0, MOST_LINES).map(each => `  ${differenceText(each)}`);
  const rest = differences.length - lines.length;
  return [
    `error: run \`${name}\` is up, but was started with different settings`,
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '  `--recreate` replaces it, `--new` starts another run; nothing was changed',
  ]
    .map(line => printable(line))
    .join('\n');
}

const MOST_LINES = 10;

function differenceText({path, before, now}: ConfigDifference): string {
  const where = path.join('.');
  if (before === undefined) return `${where}: not set before, now ${valueText(now)}`;
  if (now === undefined) return `${where}: ${valueText(before)} before, not set now`;
  return `${where}: ${valueText(before)} before, now ${valueText(now)}`;
}

const MOST_CHARACTERS = 60;

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
