import type {RunFlags} from '../commands/run/flags.ts';
import type {Reporter} from '../commands/run/report.ts';
import type {CliContext} from '../context.ts';
import type {Losses} from '../losses.ts';
import {listenToSignals, type Signals} from '../signals.ts';
import {openView} from '../views/run/open-view.ts';
import type {View} from '../views/run/view.ts';

/** The output of a call for the run that it starts or uses, and for failures. */
export interface StartFront extends Reporter {
  /** Begins to show the run. */
  open(): Promise<ShownStart>;
}

/** A run that is shown until it is ready. */
export interface ShownStart {
  readonly view: View;
  readonly signals: Signals;
  /** Stops handling signals. */
  close(): void;
}

/** Shows a run on stdout. */
export function stdoutFront(
  {format, onLoss}: Pick<RunFlags, 'format'> & Pick<Losses, 'onLoss'>,
  cli: CliContext,
): StartFront {
  const {env, stdout, stderr} = cli;
  return {
    ...{env, stderr},
    async open() {
      const view = await openView({format, output: stdout, onLoss}, cli);
      const signals = listenToSignals([stdout, stderr]);
      const close = async (): Promise<void> => {
        signals.onlyOutputLeft();
        await view.close();
      };
      return {view: {...view, close}, signals, close: signals.close};
    },
  };
}
