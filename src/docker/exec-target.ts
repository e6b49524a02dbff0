import type Dockerode from 'dockerode';
import type {Clock} from '../vocabulary/clock.ts';
import type {Engine} from './docker.ts';

/** What is needed to get into a container. */
export interface ExecTarget {
  readonly engine: Engine;
  readonly container: Dockerode.Container;
  readonly clock: Clock;
}
