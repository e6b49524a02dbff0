import {createContext} from 'preact';
import {useContext} from 'preact/hooks';
import type {Route} from '../shell/parse-route.ts';
import type {RunModel} from './run-model.ts';

/** The shown run and its current view. */
export interface ShownRun {
  readonly run: RunModel;
  readonly route: Extract<Route, {readonly page: 'run'}>;
}

export const RunContext = createContext<ShownRun | undefined>(undefined);

/** The run that a component belongs to. */
export function useRun(): ShownRun {
  const shown = useContext(RunContext);
  if (!shown) throw new Error('outside of a run');
  return shown;
}
