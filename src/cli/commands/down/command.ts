import {resolve} from 'node:path';
import {endRuns} from '../../../requests/end-runs.ts';
import {knownRuns} from '../../../runs/known-run.ts';
import type {DeletedVolume, DownReport, EndedRun} from '../../../schema/down-report.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID, EXIT_LEFTOVERS} from '../../exit-code.ts';
import {endProblemText} from '../../text/end-problem-text.ts';
import {keptVolumeText, leftoverText} from '../../text/failure-text.ts';
import {jsonText} from '../../text/json-text.ts';
import {noteLosses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import type {TextOutput} from '../../output.ts';
import {observerOf, printRunProblem} from '../run-lookup.ts';
import {inRecovery} from './in-recovery.ts';
import {downTargets, type DownTargets} from './targets.ts';

/** The flags of `bottle down`, as parsed by commander. */
export interface DownFlags {
  readonly all?: boolean;
  readonly forget?: string;
  /** The launch file and its overrides. */
  readonly file?: readonly string[];
  /** Whether the kept volumes of the launch files are deleted as well. */
  readonly volumes?: boolean;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  readonly format: 'text' | 'json';
}

/** `bottle down`: 0 if nothing is left, 3 if something is, 1 if a run does not respond, 2 if there is no such run. */
export async function downCommand(
  words: readonly string[],
  {all = false, volumes: deletesVolumes = false, stopTimeout, format, file: named = []}: DownFlags,
  cli: CliContext,
): Promise<number> {
  const [first, ...further] = named.map(path => resolve(cli.cwd, path));
  const targets = downTargets(
    first === undefined ? words : [first],
    all,
    await knownRuns(await observerOf(cli)),
    cli,
  );
  if ('problem' in targets) {
    printRunProblem(targets.problem, cli);
    return EXIT_INVALID;
  }
  const isJson = format === 'json';
  const {live, dead} = targets;
  const files = targets.files.map(file => ({file, overrides: further}));
  const losses = noteLosses(cli);
  const done = await inRecovery(
    cli,
    {isQuiet: isJson, losses},
    async (context, {signals, view: {onEvent}}) => {
      const options = {context, signals, stopTimeoutMs: stopTimeout, onEvent, problemText: endProblemText};
      return await endRuns({live, dead, volumesOf: deletesVolumes ? files : undefined}, options);
    },
  );
  if (!done) return EXIT_INVALID;
  const {runs, volumes = []} = done;
  const outputs = {stdout: openSink(cli.stdout, losses.onLoss), stderr: cli.stderr};
  if (isJson) outputs.stdout.write(`${jsonText({version: 1, ...done} satisfies DownReport, 2)}\n`);
  else {
    printEnds(runs, targets, outputs);
    volumes.forEach(volume => printVolume(volume, outputs));
  }
  return losses.codeOf(volumes.some(({problem}) => problem !== null) ? EXIT_LEFTOVERS : exitCodeFor(runs));
}

interface Outputs {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

function printVolume({name, problem: why, command}: DeletedVolume, {stdout, stderr}: Outputs): void {
  if (why === null) stdout.write(`deleted volume ${printable(name)}\n`);
  else stderr.write(`${keptVolumeText({name, why, command})}\n`);
}

function printEnds(ended: readonly EndedRun[], {what = 'run'}: DownTargets, {stdout, stderr}: Outputs): void {
  if (ended.length === 0) {
    stdout.write(`no ${printable(what)} is up, and there is nothing to clean up\n`);
  }
  for (const {name, outcome, leftovers, problem} of ended) {
    if (outcome === 'stopped') stdout.write(`stopped ${printable(name)}\n`);
    if (outcome === 'failed' && problem !== null) stderr.write(`${problem}\n`);
    // Leftovers of dead runs are printed as events.
    if (outcome === 'stopped') for (const each of leftovers) stderr.write(`${leftoverText(each)}\n`);
  }
}

function exitCodeFor(ended: readonly EndedRun[]): number {
  if (ended.some(({leftovers, outcome}) => leftovers.length > 0 || outcome === 'kept')) return EXIT_LEFTOVERS;
  return ended.some(({outcome}) => outcome === 'failed') ? 1 : 0;
}
