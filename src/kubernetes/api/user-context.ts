import type {Clock} from '../../vocabulary/clock.ts';
import type {ClusterTls} from './access.ts';
import type {ClusterEntry} from './kubeconfig.ts';

/** The context in which a user of a kubeconfig is used. */
export interface UserContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The context, for errors. */
  readonly source: string;
  readonly server: string;
  readonly cluster: ClusterEntry;
  readonly tls: ClusterTls;
}
