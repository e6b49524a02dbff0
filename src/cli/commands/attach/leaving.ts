import type {View} from '../../views/run/view.ts';

/** Handles detaching from a run by a key or by Ctrl-C, which may also stop the run. */
export interface Leaving {
  /** Aborted on detaching; the run continues. */
  readonly left: AbortSignal;
  onKey(key: string): void;
  /** Handles Ctrl-C. The first one may ask; while the run is stopping, the next one skips grace periods. */
  interrupt(): void;
  leave(): void;
}

export interface LeavingOptions {
  readonly view: Pick<View, 'freeTerminal' | 'takeTerminal'>;
  readonly onInterrupt: 'ask' | 'detach' | 'stop';
  /** Stops the run; returns whether it is stopping. */
  readonly stop: (force: boolean) => Promise<boolean>;
  readonly ask: (question: string) => void;
}

const CTRL_C = '\u0003';

const QUESTION = '[d]etach and let the run continue, [s]top it, or any other key to return to the view: ';

/**
 *     viewing ─Ctrl-C─▶ asking ─d─▶ left
 *        ▲                 ├─s─▶ stopping ─Ctrl-C─▶ stopping by force
 *        └─another key─────┘
 */
export function createLeaving({view, onInterrupt, stop, ask}: LeavingOptions): Leaving {
  const left = new AbortController();
  let state: 'viewing' | 'asking' | 'stopping' = 'viewing';

  const leave = (): void => left.abort();
  const stopRun = (): void => {
    const isSecond = state === 'stopping';
    state = 'stopping';
    void stop(isSecond).then(stops => {
      if (!stops) state = 'viewing';
    });
  };
  const question = async (): Promise<void> => {
    state = 'asking';
    await view.freeTerminal();
    ask(QUESTION);
  };
  const goOn = (): void => {
    ask('\n');
    // The view shows the run again, as after an interactive command.
    view.takeTerminal();
  };
  const answer = (key: string): void => {
    if (key === 'd' || key === 'q' || key === CTRL_C) {
      ask('\n');
      return leave();
    }
    state = 'viewing';
    goOn();
    if (key === 's') stopRun();
  };
  const interrupt = (): void => {
    if (state === 'asking') return leave();
    if (state === 'stopping' || onInterrupt === 'stop') return stopRun();
    if (onInterrupt === 'detach') return leave();
    void question();
  };
  return {
    left: left.signal,
    leave,
    interrupt,
    onKey(key) {
      if (state === 'asking') answer(key);
      else if (key === CTRL_C) interrupt();
      else if (key === 'q') leave();
    },
  };
}
