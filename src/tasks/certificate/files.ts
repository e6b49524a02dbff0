import {createPrivateKey, X509Certificate, type KeyObject} from 'node:crypto';
import {open, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {makePrivateDirectory} from '../../processes/make-directory.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import type {MadeRecord} from '../../vocabulary/journal-record.ts';
import type {Minted} from './mint.ts';
import type {UpContext} from '../task-context.ts';
import {whyLeft, type Leftover} from '../../vocabulary/leftover.ts';

/** The paths of a certificate and its key. */
export interface CertificatePaths {
  readonly cert: string;
  readonly key: string;
}

/** Writes a certificate and its key to `dir`, named after the task. Creates `dir` with mode 0700. */
export async function writeCertificate(
  dir: string,
  minted: Minted,
  context: WriteContext,
): Promise<CertificatePaths> {
  const paths = {cert: join(dir, `${context.task}.pem`), key: join(dir, `${context.task}.key`)};
  await makePrivateDirectory(dir);
  await writeNew(paths.key, minted.key, 0o600, context);
  // A certificate is not secret, and any user in a container that mounts it must be able to read it. On the host, the folder's mode
  // keeps other users out.
  await writeNew(paths.cert, minted.cert, 0o644, context);
  return paths;
}

type WriteContext = Pick<UpContext, 'task' | 'record'>;

/**
 * Reads an issuer's certificate and key, written by {@link writeCertificate} or given by `--given`.
 * @throws IssuerError if they cannot be read, or are not a certificate and its key
 */
export async function readIssuer({cert, key}: CertificatePaths): Promise<Minted> {
  try {
    const issuer = {cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8')};
    const wrong = wrongIssuer(new X509Certificate(issuer.cert), createPrivateKey(issuer.key));
    if (wrong !== undefined) throw new IssuerError(wrong);
    return issuer;
  } catch (error) {
    throw new IssuerError(messageOf(error));
  }
}

/** The problem with an issuer, if any. Issuers given by `--given` may come from anywhere. */
function wrongIssuer(cert: X509Certificate, key: KeyObject): string | undefined {
  if (!cert.checkPrivateKey(key)) return 'the key does not match the certificate';
  if (!cert.ca) return 'the certificate is not an authority';
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    ? undefined
    : 'the key is not an ECDSA P-256 key';
}

/** The files of an issuer cannot be used. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
}

/** Removes the files listed in the journal. */
export async function removeFiles(made: readonly MadeRecord[]): Promise<readonly Leftover[]> {
  const files = made.filter(record => record.made === 'file');
  return (await Promise.all(files.map(async ({path}) => await removeFile(path)))).flat();
}

async function writeNew(path: string, text: string, mode: number, {record}: WriteContext): Promise<void> {
  await record({made: 'file', path});
  // A file from an earlier attempt would keep its mode.
  await rm(path, {force: true});
  const file = await open(path, 'wx', 0o600);
  try {
    // Set explicitly, regardless of the umask.
    await file.chmod(mode);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function removeFile(path: string): Promise<readonly Leftover[]> {
  try {
    await rm(path, {force: true});
    return [];
  } catch (error) {
    const command = `rm -f '${path.replaceAll("'", `'\\''`)}'`;
    return [{what: `file ${path}`, why: whyLeft(error), command}];
  }
}
