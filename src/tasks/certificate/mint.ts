import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import {promisify} from 'node:util';
import {ipVersion} from '../../vocabulary/ip-version.ts';
import {bits, der, integer, octets, oid, sequence, set, time, utf8, valuesIn, yes} from './der.ts';

/** A certificate and its private key (PKCS#8), both as PEM. */
export interface Minted {
  readonly cert: string;
  readonly key: string;
}

interface Validity {
  readonly commonName: string;
  readonly now: Date;
  readonly days: number;
}

/** Mints a self-signed authority that can sign server and client certificates, but no further authorities. */
export async function mintAuthority(request: Validity): Promise<Minted> {
  const key = await newKey();
  const subject = nameOf(request.commonName);
  const extensions = [
    extension('2.5.29.19', 'critical', sequence(yes, integer(Buffer.from([0])))), // basicConstraints: cA, pathLenConstraint
    extension('2.5.29.15', 'critical', bits(Buffer.from([0b0000_0110]), 1)), // keyUsage: keyCertSign, cRLSign
  ];
  return signed({...validity(request), subject, key, extensions, issuer: {subject, key}});
}

/**
 * Mints a certificate for servers and clients on `hosts` (names and addresses), signed by `issuer`. It does not outlive its issuer,
 * because verifiers would reject it anyway.
 */
export async function mintLeaf(
  request: Validity & {readonly hosts: readonly string[]; readonly issuer: Minted},
): Promise<Minted> {
  const issuer = loadIssuer(request.issuer);
  const {notBefore, notAfter} = validity(request);
  const [serverAuth, clientAuth] = [oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2')];
  return signed({
    notBefore,
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    subject: nameOf(request.commonName),
    key: await newKey(),
    extensions: [
      extension('2.5.29.19', 'critical', sequence()), // basicConstraints
      extension('2.5.29.15', 'critical', bits(Buffer.from([0b1000_0000]), 7)), // keyUsage: digitalSignature
      extension('2.5.29.37', 'optional', sequence(serverAuth, clientAuth)), // extKeyUsage
      extension('2.5.29.17', 'optional', sequence(...[...new Set(request.hosts)].map(alternativeName))), // subjectAltName
    ],
    issuer,
  });
}

/** The SHA-256 fingerprint of a certificate (PEM): `AB:CD:…`. */
export function fingerprintOf(cert: string): string {
  return new X509Certificate(cert).fingerprint256;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function newKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('ec', {namedCurve: 'P-256'})).privateKey;
}

/**
 * Valid from an hour ago, because the clock of a virtual machine that has just started or resumed may be behind, and the certificate
 * must not be "not yet valid" there. Rounded to whole seconds, the precision of certificates.
 */
function validity({now, days}: Validity): {readonly notBefore: Date; readonly notAfter: Date} {
  const ms = Math.floor(now.getTime() / 1000) * 1000;
  return {notBefore: new Date(ms - HOUR_MS), notAfter: new Date(ms + days * DAY_MS)};
}

/** A distinguished name that consists of a common name. */
function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
}

function extension(id: string, kind: 'critical' | 'optional', value: Buffer): Buffer {
  return sequence(oid(id), ...(kind === 'critical' ? [yes] : []), octets(value));
}

/** dNSName or iPAddress. */
function alternativeName(host: string): Buffer {
  return ipVersion(host) > 0 ? der(0x87, addressBytes(host)) : der(0x82, Buffer.from(host));
}

/** The URL parser normalizes all notations of IPv6 addresses, such as `::ffff:127.0.0.1`. */
function addressBytes(host: string): Buffer {
  if (ipVersion(host) === 4) return Buffer.from(host.split('.').map(Number));
  const [start = '', end = ''] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [start, end].map(part => part.split(':').filter(word => word !== ''));
  const hex = (words: readonly string[] = []): string => words.map(word => word.padStart(4, '0')).join('');
  return Buffer.from(hex(before).padEnd(32 - hex(after).length, '0') + hex(after), 'hex');
}

interface Issuer {
  /** In DER. */
  readonly subject: Buffer;
  readonly key: KeyObject;
}

interface ToSign {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** In DER. */
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly issuer: Issuer;
}

/** Signs a certificate (RFC 5280, section 4.1). */
function signed({notBefore, notAfter, subject, key, extensions, issuer}: ToSign): Minted {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2')); // ecdsa-with-SHA256
  const version = der(0xa0, integer(Buffer.from([2])));
  const identifiers = [
    extension('2.5.29.14', 'optional', octets(keyIdentifier(key))), // subjectKeyIdentifier
    extension('2.5.29.35', 'optional', sequence(der(0x80, keyIdentifier(issuer.key)))), // authorityKeyIdentifier
  ];
  const toSign = sequence(
    ...[version, integer(randomBytes(16)), algorithm, issuer.subject],
    ...[sequence(time(notBefore), time(notAfter)), subject, publicKeyOf(key)],
    der(0xa3, sequence(...extensions, ...identifiers)),
  );
  const cert = sequence(toSign, algorithm, bits(sign('sha256', toSign, issuer.key)));
  return {
    cert: new X509Certificate(cert).toString(),
    key: key.export({type: 'pkcs8', format: 'pem'}).toString(),
  };
}

function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({type: 'spki', format: 'der'});
}

/** The SHA-1 hash of the public key, without its algorithm and the number of unused bits (RFC 5280, section 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  const [, point] = valuesIn(publicKeyOf(key));
  return createHash('sha1')
    .update(point?.subarray(3) ?? '')
    .digest();
}

/** Loads an issuer whose certificate and key have already been checked. */
function loadIssuer({cert, key}: Minted): Issuer & {readonly notAfter: Date} {
  const {raw, validTo} = new X509Certificate(cert);
  const [toSign = raw] = valuesIn(raw);
  const [, , , , , subject = raw] = valuesIn(toSign);
  return {subject, key: createPrivateKey(key), notAfter: new Date(validTo)};
}
