import {relative} from 'node:path';
import {check} from '../../../lint/check.ts';
import {localDisk} from '../../../lint/disk.ts';
import {countOf, type Diagnostic} from '../../../vocabulary/diagnostic.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import type {CheckReport} from '../../views/check/report.ts';
import {count} from '../../views/run/event-text.ts';
import {fileRequest, type FileFlags} from '../file-flags.ts';
import {loadOptions, noText, printDiagnostics, readCommandFile, textsOf} from '../load-command-file.ts';
import type {CliContext} from '../../context.ts';

/** The flags of `bottle check`, as parsed by commander. */
export interface CheckFlags extends FileFlags {
  readonly strict?: boolean;
  /** Number of concurrent runs of the file. Default: 1. */
  readonly copies?: number;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
}

/** `bottle check`: 2 if the file cannot be run, or has warnings with `--strict`; otherwise 0. */
export async function checkCommand(
  file: string | undefined,
  flags: CheckFlags,
  cli: CliContext,
): Promise<number> {
  const report = await reportOn(file, flags, cli);
  await write(report, flags.format, cli);
  const counts = ({severity}: Diagnostic): boolean => severity === 'error' || flags.strict === true;
  return report.diagnostics.some(counts) ? EXIT_INVALID : 0;
}

async function reportOn(named: string | undefined, flags: CheckFlags, cli: CliContext): Promise<CheckReport> {
  const {file, ...request} = fileRequest(named, flags);
  const read = await readCommandFile(file, cli);
  if ('problem' in read) return {textOf: noText, diagnostics: [read.problem]};
  const {copies} = flags;
  const options = {...loadOptions(request, cli), disk: localDisk, ...(copies !== undefined && {copies})};
  return {path: read.path, textOf: textsOf(read), ...check(read.path, read.text, options)};
}

async function write(report: CheckReport, format: CheckFlags['format'], cli: CliContext): Promise<void> {
  switch (format) {
    case 'text':
      await printDiagnostics(report.diagnostics, report.textOf, cli);
      if (report.launch) cli.stdout.write(`${verdict(report, cli)}\n`);
      return;
    case 'json':
      cli.stdout.write((await import('../../views/check/json.ts')).checkJson(report, cli.cwd));
      return;
    case 'sarif':
      cli.stdout.write((await import('../../views/check/sarif.ts')).checkSarif(report, cli.cwd));
      return;
    case 'github':
      cli.stdout.write((await import('../../views/check/github.ts')).checkGithub(report, cli.cwd));
  }
}

function verdict({launch, diagnostics, path = ''}: CheckReport, {cwd}: CliContext): string {
  const warnings = diagnostics.length === 0 ? '' : `, ${count(countOf(diagnostics, 'warning'), 'warning')}`;
  return `${relative(cwd, path)}: ${count(launch?.tasks.size ?? 0, 'task')}, no errors${warnings}`;
}
