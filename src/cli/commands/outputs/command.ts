import {readStatus} from '../../../history/read-events.ts';
import {maskedOutputs} from '../../../requests/masked-outputs.ts';
import type {KnownRun} from '../../../runs/known-run.ts';
import type {OutputsReport, ReportedOutputs} from '../../../schema/outputs-report.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {closest} from '../../../vocabulary/suggest.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {jsonText} from '../../text/json-text.ts';
import {askRun} from '../ask-run.ts';
import {chooseRun} from '../run-lookup.ts';
import {refuseUnknownTask} from '../unknown-task.ts';
import {envLines} from './env-lines.ts';

/** The flags of `bottle outputs`, as parsed by commander. */
export interface OutputsFlags {
  readonly run?: string;
  readonly format: 'text' | 'env' | 'json';
  readonly reveal?: boolean;
}

/**
 * `bottle outputs`: 0; 1 if the output does not exist or is secret; 2 if there is no such run or task, or if variable names clash.
 */
export async function outputsCommand(
  which: string | undefined,
  {run: asked, format, reveal = false}: OutputsFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, reveal ? ['alive'] : ['alive', 'dead', 'ended'], cli);
  if (!chosen) return EXIT_INVALID;
  const {run} = chosen;
  const all = reveal ? await revealed(run, cli) : await maskedOutputs(run);
  if (!all) return 1;
  const [task, output] = which === undefined ? [] : splitOnce(which);
  if (task !== undefined && !all.has(task)) return refuseUnknownTask(task, [...all.keys()], run, cli);
  const tasks = task === undefined ? all : new Map([[task, all.get(task) ?? NONE]]);
  if (task !== undefined && output !== undefined)
    return printOne({task, output, outputs: all.get(task) ?? NONE}, {run, format}, cli);
  return printAll(run, tasks, format, cli);
}

type Outputs = ReadonlyMap<string, ReportedOutputs>;

const NONE: ReportedOutputs = {values: {}, masked: []};

async function revealed(run: KnownRun, cli: CliContext): Promise<Outputs | undefined> {
  const answer = await askRun(run, cli, async client => await client.request('outputs', {reveal: true}));
  if (!answer) return undefined;
  const known =
    (await readStatus(run.dir))?.tasks.map(({task}): [string, ReportedOutputs] => [task, NONE]) ?? [];
  const given = Object.entries(answer.tasks).map(([task, {values}]) => [task, {values, masked: []}] as const);
  return new Map([...known, ...given]);
}

/** Output names may contain dots, task names may not. */
function splitOnce(which: string): readonly [string, string?] {
  const at = which.indexOf('.');
  return at === -1 ? [which] : [which.slice(0, at), which.slice(at + 1)];
}

interface OneOutput {
  readonly task: string;
  readonly output: string;
  readonly outputs: ReportedOutputs;
}

function printOne(
  {task, output, outputs}: OneOutput,
  {run, format}: {readonly run: KnownRun; readonly format: OutputsFlags['format']},
  cli: CliContext,
): number {
  const value = outputs.values[output];
  if (outputs.masked.includes(output)) {
    cli.stderr.write(`error: ${task}.${output} is secret; \`--reveal\` prints it\n`);
    return 1;
  }
  if (value === undefined) {
    const suggestion = closest(output, Object.keys(outputs.values));
    const meant = suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`;
    cli.stderr.write(`error: task \`${task}\` has no output \`${printable(output)}\`${meant}\n`);
    return 1;
  }
  if (format === 'text') {
    cli.stdout.write(`${value}\n`);
    return 0;
  }
  return printAll(run, new Map([[task, {values: {[output]: value}, masked: []}]]), format, cli);
}

function printAll(run: KnownRun, tasks: Outputs, format: OutputsFlags['format'], cli: CliContext): number {
  const masked = [...tasks].flatMap(([task, outputs]) => outputs.masked.map(name => `${task}.${name}`));
  if (masked.length > 0 && format !== 'json')
    cli.stderr.write(`warning: secret outputs omitted: ${masked.join(', ')}; \`--reveal\` prints them\n`);
  if (format === 'json') {
    const report: OutputsReport = {version: 1, run: run.id, name: run.name, tasks: Object.fromEntries(tasks)};
    cli.stdout.write(`${jsonText(report, 2)}\n`);
    return 0;
  }
  if (format === 'text') {
    cli.stdout.write(textLines(tasks));
    return 0;
  }
  const lines = envLines(tasks);
  if ('clash' in lines) {
    const {name, outputs} = lines.clash;
    cli.stderr.write(`error: ${outputs.join(' and ')} would both be ${name}; print them one by one\n`);
    return EXIT_INVALID;
  }
  cli.stdout.write(lines.text);
  return 0;
}

function textLines(tasks: Outputs): string {
  const rows = [...tasks].flatMap(([task, {values}]) =>
    Object.entries(values).map(([name, value]) => [`${task}.${name}`, value] as const),
  );
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}\n`).join('');
}
