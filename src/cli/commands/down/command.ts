import {resolve} from 'node:path';
import {recoverDeadRuns, type RecoveryContext} from '../../../runner/dead-runs.ts';
import {forgetRun, type Forgotten} from '../../../runner/forget-run.ts';
import {withRecovery} from '../../../runner/recovery-context.ts';
import {listRuns} from '../../../state/run-directory.ts';
import type {RunEventBody} from '../../../vocabulary/event.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import {wantsColor} from '../../color.ts';
import {EXIT_INVALID, EXIT_LEFTOVERS} from '../../exit-code.ts';
import {findLaunchFile} from '../launch-path.ts';
import {plainView} from '../../views/run/plain-view.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {listenToSignals} from '../../signals.ts';
import {openSink} from '../../open-sink.ts';
import type {CliContext} from '../../context.ts';
import {writableState} from '../writable-state.ts';

/** `bottle down [file]`: 0 if nothing is left of dead runs of the file, 3 if something is, 2 without a file. */
export async function downCommand(file: string | undefined, world: CliContext): Promise<number> {
  const path = file === undefined ? findLaunchFile(world.cwd) : resolve(world.cwd, file);
  if (path === undefined) {
    world.stderr.write(
      'error: no `bottle.yaml` in this folder or any parent; name a file: `bottle down path/to/file.yaml`\n',
    );
    return EXIT_INVALID;
  }
  let isLeft = false;
  let isFound = false;
  const note = (event: RunEventBody): void => {
    if (event.type === 'dead-run-kept' && event.file === path) isLeft = true;
    if (event.type === 'dead-run-removed') {
      isFound = true;
      isLeft ||= event.leftovers.length > 0;
    }
  };
  return await inRecovery(world, note, async context => {
    await recoverDeadRuns(path, context);
    await reportAlive(path, context, world);
    if (!isFound && !isLeft) world.stdout.write(`no dead run of ${printable(path)} left anything behind\n`);
    return isLeft ? EXIT_LEFTOVERS : 0;
  });
}

/** `bottle down --forget RUN`: 0 once nothing is known of the run any more, 2 for a run that is alive or unknown. */
export async function forgetCommand(run: string, world: CliContext): Promise<number> {
  return await inRecovery(
    world,
    () => undefined,
    async context => {
      const forgotten = await forgetRun(run, context);
      if (forgotten.status !== 'forgotten') {
        world.stderr.write(`error: ${refusalText(forgotten.status, printable(run))}\n`);
        return EXIT_INVALID;
      }
      for (const line of forgottenLines(run, forgotten)) world.stdout.write(`${printable(line)}\n`);
      return 0;
    },
  );
}

async function inRecovery(
  world: CliContext,
  note: (event: RunEventBody) => void,
  work: (context: RecoveryContext) => Promise<number>,
): Promise<number> {
  const stateDir = await writableState(world);
  if (stateDir === undefined) return EXIT_INVALID;
  const signals = listenToSignals([world.stdout, world.stderr]);
  const view = plainView(openSink(world.stdout), {
    color: wantsColor(world, world.stdout),
    obeysCommands: obeysCommands(world.env),
  });
  const onEvent = (event: RunEventBody): void => {
    note(event);
    view.onEvent({at: 0, ...event});
  };
  try {
    return await withRecovery({env: world.env, stateDir, force: signals.first, onEvent}, work);
  } finally {
    await view.close();
    signals.close();
  }
}

async function reportAlive(path: string, {observer}: RecoveryContext, {stdout}: CliContext): Promise<void> {
  const runs = await listRuns(observer);
  for (const {id, state, record} of runs)
    if (state === 'alive' && record?.file === path)
      stdout.write(
        `run ${id} is running (pid ${record.owner.pid}); press Ctrl-C there, or \`kill ${record.owner.pid}\`\n`,
      );
}

function refusalText(status: Exclude<Forgotten['status'], 'forgotten'>, run: string): string {
  switch (status) {
    case 'no-such-run':
      return `there is no run \`${run}\``;
    case 'alive':
      return `run \`${run}\` is still running, or was a moment ago; only a dead run can be forgotten`;
    case 'busy':
      return `another process is recovering run \`${run}\`; try again when it is done`;
  }
}

function forgottenLines(
  run: string,
  {dropped, unknown}: Extract<Forgotten, {status: 'forgotten'}>,
): readonly string[] {
  if (dropped.length + unknown.length === 0) return [`forgot run ${run}; it had left nothing behind`];
  return [
    ...dropped.map(({what, why}) => `dropped ${what}: ${why}`),
    ...unknown.map(
      part =>
        `dropped ${part}, which this version of bottle does not understand, and everything else of the run`,
    ),
    `forgot run ${run}; what was dropped may still exist`,
  ];
}
