import type {CommonTask} from '../common-task.ts';

/**
 * Issues a certificate in the directory of the run. Outputs: `cert`, `key` (paths), `fingerprint`.
 * @skeleton {"certificate": {"ca": "${1:true}"}}
 */
export interface CertificateTask extends CommonTask {
  /** Creates a certificate authority, or a certificate signed by one, in the directory of the run; private keys have mode 0600. */
  certificate: Authority | Leaf;
}

/**
 * A certificate authority for this run.
 * @skeleton {"ca": "${1:true}", "common_name": "${2:our own authority}"}
 */
export interface Authority {
  /** Makes this task an authority, which can sign other `certificate` tasks. */
  ca: true;
  /**
   * The common name of the subject. Default: the task's name.
   * @examples ["agent sandbox"]
   */
  common_name?: string;
  /** The validity period in days, starting now. Default: `90`. */
  days?: Days;
}

/**
 * A certificate for servers and clients, signed by an authority.
 * @skeleton {"issuer": "${1:ca}", "hosts": ["${2:localhost}"]}
 */
export interface Leaf {
  /** The `certificate` task with `ca: true` that signs this certificate; this implies the need. */
  issuer: string;
  /**
   * The host names and addresses that the certificate is valid for.
   * @minItems 1
   * @examples [["localhost", "127.0.0.1"]]
   */
  hosts: string[];
  /** The common name of the subject. Default: the first entry of `hosts`. */
  common_name?: string;
  /** The validity period in days, starting now. Default: `90`. */
  days?: Days;
}

/**
 * A number of days.
 * @unit days
 * @examples [30]
 * @minimum 1
 * @maximum 3650
 * @asType integer
 */
export type Days = number;
