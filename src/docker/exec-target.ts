import type Dockerode from 'dockerode';
import type {Clock} from '../vocabulary/clock.ts';
import type {Engine} from './docker.ts';

/** The container to run commands in. */
export interface ExecTarget {
  readonly engine: Engine;
  readonly container: Dockerode.Container;
  readonly clock: Clock;
}
