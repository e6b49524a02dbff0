import type {Authority, Leaf} from '../../schema/tasks/certificate.ts';
import {isHost} from './host-name.ts';
import type {TaskLookup} from '../kind.ts';

/** A mistake in a `certificate` task. `key` is a path in the map of the kind. */
export interface CertificateMistake {
  readonly key: readonly string[];
  readonly message: string;
}

/** Finds mistakes that the schema cannot express. Values with references are checked after they are resolved. */
export function certificateMistakes(
  source: Authority | Leaf,
  tasks: TaskLookup,
): readonly CertificateMistake[] {
  const {common_name: name} = source;
  const wrong = name === undefined || hasReference(name) ? undefined : wrongName(name);
  const ofName = wrong === undefined ? [] : [{key: ['common_name'], message: wrong}];
  return isLeaf(source) ? [...ofName, ...issuerMistakes(source, tasks), ...hostMistakes(source)] : ofName;
}

/** Whether a certificate is signed by an authority. */
export function isLeaf(source: Authority | Leaf): source is Leaf {
  return 'issuer' in source;
}

/** The default validity of a certificate, in days. */
export const DEFAULT_DAYS = 90;

/** The maximum length of a common name in X.509 (ub-common-name, RFC 5280, appendix A.1). */
export const LONGEST_NAME = 64;

/** The problem with a common name, if any. */
export function wrongName(name: string): string | undefined {
  if (name === '') return 'the common name is empty';
  if (name.length <= LONGEST_NAME) return undefined;
  return `the common name has ${name.length} characters, but at most ${LONGEST_NAME} are allowed`;
}

/** The problem with a host, if any. */
export function wrongHost(host: string): string | undefined {
  return isHost(host) ? undefined : `\`${host}\` is neither a host name nor an IP address`;
}

/** Finds mistakes in `issuer` and `days`. A missing issuer is already reported as an unknown need. */
function issuerMistakes({issuer, days}: Leaf, tasks: TaskLookup): readonly CertificateMistake[] {
  const task = tasks(issuer);
  if (!task) return [];
  if (!('certificate' in task) || isLeaf(task.certificate)) {
    return [
      {key: ['issuer'], message: `issuer \`${issuer}\` is not a \`certificate\` task with \`ca: true\``},
    ];
  }
  const {days: most = DEFAULT_DAYS} = task.certificate;
  if (days === undefined || days <= most) return [];
  return [
    {key: ['days'], message: `\`days\` is ${days}, but issuer \`${issuer}\` is valid for only ${most}`},
  ];
}

function hostMistakes({hosts}: Leaf): readonly CertificateMistake[] {
  return hosts.flatMap((host, at) => {
    const message = hasReference(host) ? undefined : wrongHost(host);
    return message === undefined ? [] : [{key: ['hosts', String(at)], message}];
  });
}

function hasReference(text: string): boolean {
  return text.includes('${{');
}
