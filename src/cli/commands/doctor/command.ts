import {relative} from 'node:path';
import {styleText} from 'node:util';
import {diagnose} from '../../../doctor/diagnose.ts';
import type {Finding} from '../../../doctor/finding.ts';
import {neededBy, neededByAny} from '../../../doctor/needed.ts';
import {thisMachine} from '../../../doctor/this-machine.ts';
import {systemClock} from '../../../processes/system-clock.ts';
import {stateDirectoryIfAny} from '../../../state/state-directory.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {fileRequest, type FileFlags} from '../file-flags.ts';
import {findLaunchFile} from '../launch-path.ts';
import {loadCommandFile} from '../load-command-file.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {jsonText} from '../../text/json-text.ts';

/** The flags of `bottle doctor`, as parsed by commander. */
export interface DoctorFlags extends FileFlags {
  readonly format: 'text' | 'json';
}

/** `bottle doctor`: 0 if nothing is missing, 1 if something is, 2 if the file has errors. */
export async function doctorCommand(
  named: string | undefined,
  {format, ...flags}: DoctorFlags,
  cli: CliContext,
): Promise<number> {
  const request = fileRequest(named, flags);
  const path = request.file ?? findLaunchFile(cli.cwd);
  const launch = path === undefined ? undefined : await loadCommandFile({...request, file: path}, cli);
  if (path !== undefined && !launch) return EXIT_INVALID;
  const needed = launch ? {...neededBy(launch), isAsked: true} : {...neededByAny, isAsked: false};
  const machine = thisMachine(cli.env, stateDirectoryIfAny(cli.env));
  const checks = await diagnose(needed, machine, systemClock);
  const missing = checks.filter(({status}) => status === 'missing').length;
  if (format === 'json') {
    const report = {version: 2, file: launch?.path ?? null, ok: missing === 0, checks};
    cli.stdout.write(`${jsonText(report, 2)}\n`);
  } else {
    const what = launch ? relative(cli.cwd, launch.path) : 'bottle itself (no launch file given)';
    cli.stdout.write(doctorText(checks, what, wantsColor(cli, cli.stdout)));
  }
  return missing > 0 ? 1 : 0;
}

/** Each finding on a line with its fix below, then a summary. */
export function doctorText(checks: readonly Finding[], what: string, color: boolean): string {
  const width = Math.max(...checks.map(({check}) => check.length));
  const paint = (status: Finding['status'], text: string): string =>
    color ? styleText(COLORS[status], text, {validateStream: false}) : text;
  const lines = checks.map(({check, status, found, fix}) => {
    const head = `${paint(status, status.padEnd(7))}  ${check.padEnd(width)}  `;
    const below = fix === undefined ? '' : `\n${' '.repeat(width + 11)}→ ${printable(fix)}`;
    return `${head}${printable(found)}${below}\n`;
  });
  const missing = checks.filter(({status}) => status === 'missing').length;
  const verdict = missing === 0 ? 'nothing is missing' : `${missing} of ${checks.length} missing`;
  return `${lines.join('')}\n${verdict} for ${what}\n`;
}

const COLORS = {good: 'green', note: 'yellow', missing: 'red'} as const;
