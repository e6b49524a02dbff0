import manifest from '../../../../package.json' with {type: 'json'};
import {isSystemError} from '../../../processes/expected-error.ts';
import {homeDirectory} from '../../../processes/home-directory.ts';
import {withRecovery} from '../../../runner/recovery-context.ts';
import {currentPercent} from '../../../runs/current-percent.ts';
import {makeWritableDirectory} from '../../../state/state-directory.ts';
import {ApiError} from '../../../ui/api-error.ts';
import type {UiServices, UiTexts} from '../../../ui/call.ts';
import {createRunFeed} from '../../../ui/run-feed.ts';
import {createStreamLimit} from '../../../ui/stream-limit.ts';
import type {CliContext} from '../../context.ts';
import type {Signals} from '../../signals.ts';
import {endProblemText} from '../../text/end-problem-text.ts';
import {headline} from '../../text/failure-text.ts';
import {runProblemText} from '../../text/run-problem-text.ts';
import {observerOf} from '../run-lookup.ts';

/** The dependencies of the API of `bottle ui`. @throws TaskError `bad-environment` without a home directory */
export async function openServices(
  cli: CliContext,
  {first: ending, second: forced}: Signals,
  onBug: (error: unknown) => void,
): Promise<UiServices> {
  const {env, stderr} = cli;
  const observer = await observerOf(cli);
  const engines = {env, home: homeDirectory(env) ?? '/', platform: process.platform};
  const {stateDir} = observer;
  return {
    ...{bottle: manifest.version, observer, texts, ending, forced},
    listing: {...engines, here: observer.here, headline, cpuPercent: currentPercent(MEASURED_MS)},
    streams: createStreamLimit(MAX_STREAMS),
    feed: createRunFeed({observer, headline, onBug}),
    async recovering(force, work) {
      await checkWritable(stateDir);
      const note = (): void =>
        stderr.write('waiting for a request to finish; press Ctrl-C again to skip grace periods\n');
      ending.addEventListener('abort', note);
      try {
        return await withRecovery({env, stateDir, force, onEvent: () => undefined}, work);
      } finally {
        ending.removeEventListener('abort', note);
      }
    },
  };
}

async function checkWritable(stateDir: string): Promise<void> {
  try {
    await makeWritableDirectory(stateDir);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ApiError(
      409,
      'read-only',
      `cannot write to the state directory ${stateDir} (${error.code ?? ''})`,
    );
  }
}

/** Minimum interval for measuring CPU usage. */
const MEASURED_MS = 500;

const MAX_STREAMS = 64;

const texts: UiTexts = {
  wrongState: run => onOneLine(runProblemText({why: 'wrong-state', run})),
  problem: (problem, run) => onOneLine(endProblemText(problem, run)),
};

/** Turns a terminal message into an API message: a single line without `error: `. */
function onOneLine(text: string): string {
  return text.replace(/^error: /, '').replaceAll(/\n\s*/g, '; ');
}
