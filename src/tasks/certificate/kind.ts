import {join} from 'node:path';
import type {Authority, Leaf} from '../../schema/tasks/certificate.ts';
import type {Values} from '../../values/value-source.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {IssuerError, readIssuer, removeFiles, writeCertificate, type CertificatePaths} from './files.ts';
import {certificateMistakes, DEFAULT_DAYS, isLeaf, LONGEST_NAME, wrongHost, wrongName} from './validate.ts';
import {fingerprintOf, mintAuthority, mintLeaf, type Minted} from './mint.ts';
import type {Kind} from '../kind.ts';
import type {UpContext} from '../task-context.ts';

/** A `certificate` task with its references resolved. */
export type CertificateSpec = AuthoritySpec | LeafSpec;

interface AuthoritySpec {
  readonly commonName?: string;
  readonly days: number;
}

interface LeafSpec extends AuthoritySpec {
  readonly hosts: readonly string[];
  readonly issuer: CertificatePaths;
}

/**
 * Creates a certificate authority, or a certificate signed by an authority. `cert` contains only that certificate, not a chain: the
 * authority is always a root, which the other side must trust explicitly anyway.
 */
export const certificate: Kind<'certificate', CertificateSpec> = {
  name: 'certificate',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  isReused: true,
  leavesResources: () => true,
  longestUpMs: () => 0,
  probeTargets: [],
  outputs: () => ['cert', 'key', 'fingerprint'],
  impliedNeeds: ({certificate: source}) =>
    isLeaf(source) ? [{key: 'issuer', task: source.issuer, outputs: ['cert', 'key']}] : [],
  validate: ({certificate: source}, tasks) =>
    certificateMistakes(source, tasks).map(({key, message}) => ({key: ['certificate', ...key], message})),
  summary: ({certificate: source}, values) => summary(source, values),
  resolve: ({certificate: source}, values) => resolveSource(source, values),
  async up(spec, context) {
    const minted = await mint(spec, context);
    context.signal.throwIfAborted();
    const paths = await writeCertificate(join(context.run.dir, 'certificates'), minted, context);
    return {outputs: {...paths, fingerprint: fingerprintOf(minted.cert)}, subject: {}};
  },
  down: removeFiles,
};

function summary(source: Authority | Leaf, values: Values): string {
  const name = source.common_name === undefined ? '' : ` "${values.text(source.common_name)}"`;
  if (!isLeaf(source))
    return name ? `create the certificate authority${name}` : 'create a certificate authority';
  return `issue a certificate${name} for ${source.hosts.map(host => values.text(host)).join(', ')}, signed by ${source.issuer}`;
}

function resolveSource(source: Authority | Leaf, values: Values): CertificateSpec {
  const {days = DEFAULT_DAYS, common_name: name} = source;
  const common = {days, ...(name !== undefined && {commonName: values.text(name)})};
  if (!isLeaf(source)) return common;
  // Read from the issuer's outputs, so that a leaf also works alone (`--only leaf --given ca.cert=…`), like any task.
  const output = (key: string): string => values.text(`\${{ tasks.${source.issuer}.${key} }}`);
  return {
    ...common,
    hosts: source.hosts.map(host => values.text(host)),
    issuer: {cert: output('cert'), key: output('key')},
  };
}

/** @throws TaskError `cannot-start` for errors that can be detected only after references are resolved and the issuer is created */
async function mint(spec: CertificateSpec, {task}: UpContext): Promise<Minted> {
  const request = {commonName: spec.commonName ?? defaultName(spec, task), days: spec.days, now: new Date()};
  const hosts = 'hosts' in spec ? spec.hosts : [];
  const wrong = [wrongName(request.commonName), ...hosts.map(wrongHost)].find(why => why !== undefined);
  if (wrong !== undefined) throw cannotStart(task, wrong);
  if (!('hosts' in spec)) return await mintAuthority(request);
  try {
    return await mintLeaf({...request, hosts, issuer: await readIssuer(spec.issuer)});
  } catch (error) {
    if (!(error instanceof IssuerError)) throw error;
    throw cannotStart(task, `the issuer's \`cert\` and \`key\` cannot be used: ${error.message}`);
  }
}

function cannotStart(task: TaskName, why: string): TaskError {
  return new TaskError(startFailure(task, 'certificate', why));
}

/** Truncated if it is too long. Verifiers use `hosts`, and the common name is only for people. */
function defaultName(spec: CertificateSpec, task: TaskName): string {
  return ('hosts' in spec ? (spec.hosts[0] ?? task) : task).slice(0, LONGEST_NAME);
}
