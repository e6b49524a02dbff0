import type {Clock} from '../../vocabulary/clock.ts';
import type {ClusterTls} from './access.ts';
import type {ClusterEntry} from './kubeconfig.ts';

/** Where a user of a kubeconfig is used. */
export interface UserContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** For errors: the context. */
  readonly source: string;
  readonly server: string;
  readonly cluster: ClusterEntry;
  readonly tls: ClusterTls;
}
