import {availableParallelism} from 'node:os';
import {Semaphore} from 'async-mutex';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import {reportFailures} from '../../commands/run/report.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID, EXIT_LEFTOVERS, signalCode} from '../../exit-code.ts';
import {noteLosses} from '../../losses.ts';
import {listenToSignals, type Signals} from '../../signals.ts';
import type {DetachRequest} from '../detach-request.ts';
import {hasLeft} from '../show-start.ts';
import {copyNames, furtherCopies, namesInUse} from './copy-names.ts';
import type {CopiesReport} from './copies-report.ts';
import {jsonReport} from './json-report.ts';
import {startCopy, unstartedCopy, type Copy} from './start-copy.ts';
import {textReport} from './text-report.ts';

/**
 * Maximum number of copies that start at the same time, per core: enough to overlap slow starts, but few enough that probes do not miss
 * their deadlines because all copies share the cores.
 */
const PER_CORE = 4;

/** `bottle up -d --copies N`: starts the copies that are not up, waits until each is ready, and returns the exit code. */
export async function startCopies(
  request: DetachRequest & {readonly copies: number},
  cli: CliContext,
): Promise<number> {
  const {copies, chosen, flags, observer} = request;
  const {name: launch, path: file} = chosen.launch;
  const base = flags.name ?? launch;
  const names = copyNames(base, copies);
  const known = await knownRuns(observer);
  const others = namesInUse(names, file, known);
  if (others.length > 0) return refuseNames(others, cli);
  const {onLoss, codeOf} = noteLosses(cli);
  const {format} = flags;
  const report =
    format === 'json' ? jsonReport(cli, onLoss) : textReport({base, names}, {format, onLoss}, cli);
  const signals = listenToSignals([cli.stdout, cli.stderr]);
  try {
    const slots = new Semaphore(PER_CORE * availableParallelism());
    const settled = await Promise.all(
      names.map(
        async (name, at) =>
          await slots.runExclusive(async () => {
            if (signals.first.aborted) return [];
            report.started();
            const own = {name, number: at + 1};
            const copy = await startCopy({...request, ...own, known, signals}, cli).catch((error: unknown) =>
              // Not rethrown, since the other copies are still starting and must be awaited.
              unstartedCopy(own, error),
            );
            report.settled(copy);
            return [copy];
          }),
      ),
    );
    const started = settled.flat();
    if (signals.first.aborted) return await interrupted(started, signals, report);
    report.end(started, furtherCopies(base, {file, copies}, known));
    return codeOf(exitCodeOf(started));
  } finally {
    signals.onlyOutputLeft();
    await report.close();
    signals.close();
  }
}

function refuseNames(others: readonly KnownRun[], cli: CliContext): number {
  const failures = others.map(
    ({name, id, file = ''}) => ({reason: 'name-taken', name, run: id, file}) as const,
  );
  reportFailures(failures, cli);
  return EXIT_INVALID;
}

/** Waits for the started copies to stop after a signal, unless the signal leaves them up. */
async function interrupted(
  started: readonly Copy[],
  signals: Signals,
  report: CopiesReport,
): Promise<number> {
  const code = signalCode(String(signals.first.reason));
  if (hasLeft(signals)) return code;
  const stopped = await Promise.all(
    started.map(async (copy): Promise<Copy> => {
      const end = await copy.process?.ended();
      return end ? {...copy, outcome: 'stopped', code: end.code, printed: end.printed} : copy;
    }),
  );
  for (const copy of stopped) if (!started.includes(copy)) report.settled(copy);
  return stopped.some(copy => copy.code === EXIT_LEFTOVERS) ? EXIT_LEFTOVERS : code;
}

function exitCodeOf(copies: readonly Copy[]): number {
  const codes = copies.map(({code}) => code);
  return codes.includes(EXIT_LEFTOVERS) ? EXIT_LEFTOVERS : (codes.find(code => code !== 0) ?? 0);
}
