import {createPrivateKey, KeyObject, webcrypto, X509Certificate as NodeCertificate} from 'node:crypto';
import {isIP} from 'node:net';
import type {Extension, JsonGeneralNames, KeyUsageFlags, X509Certificate} from '@peculiar/x509';

/** A certificate and its private key, both PEM; the key is PKCS#8. */
export interface Minted {
  readonly cert: string;
  readonly key: string;
}

interface Validity {
  readonly commonName: string;
  readonly now: Date;
  readonly days: number;
}

/** Mints a self-signed authority that signs servers' and clients' certificates, and no further authorities. */
export async function mintAuthority(request: Validity): Promise<Minted> {
  const x509 = await loadX509();
  const keys = await newKeys();
  const subject = nameOf(x509, request.commonName);
  const usages: KeyUsageFlags = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const extensions = [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(usages, true),
  ];
  return await sign(x509, {...validity(request), subject, keys, extensions, issuer: {subject, keys}});
}

/**
 * Mints a certificate that servers and clients on `hosts` (names and addresses) can show, signed by `issuer`.
 * It is not valid for longer than its issuer: verifiers would refuse it then in any case.
 */
export async function mintLeaf(
  request: Validity & {readonly hosts: readonly string[]; readonly issuer: Minted},
): Promise<Minted> {
  const x509 = await loadX509();
  const issuer = await loadIssuer(x509, request.issuer);
  const keys = await newKeys();
  const {notBefore, notAfter} = validity(request);
  const {serverAuth, clientAuth} = x509.ExtendedKeyUsage;
  return await sign(x509, {
    notBefore,
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    subject: nameOf(x509, request.commonName),
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension(alternativeNames(request.hosts)),
    ],
    issuer,
  });
}

/** The SHA-256 of a certificate (PEM) as people compare it: `AB:CD:…`. */
export function fingerprintOf(cert: string): string {
  return new NodeCertificate(cert).fingerprint256;
}

type Library = typeof import('@peculiar/x509');

/** Loaded on demand: the two take about 0.15 s. The library finds its metadata only where that is there first. */
export async function loadX509(): Promise<Library> {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256'};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/**
 * Valid from an hour ago: the clock of a virtual machine that has just started or woken up may be behind, and what it
 * sees must not be "not yet valid". Whole seconds: that is all a certificate can say.
 */
function validity({now, days}: Validity): {readonly notBefore: Date; readonly notAfter: Date} {
  const ms = Math.floor(now.getTime() / 1000) * 1000;
  return {notBefore: new Date(ms - HOUR_MS), notAfter: new Date(ms + days * DAY_MS)};
}

/** As UTF-8 and by itself: the library's text form gives commas, quotes, backslashes and `#` a meaning. */
function nameOf(x509: Library, commonName: string): InstanceType<Library['Name']> {
  return new x509.Name([{CN: [{utf8String: commonName}]}]);
}

function alternativeNames(hosts: readonly string[]): JsonGeneralNames {
  return [...new Set(hosts)].map(host => ({type: isIP(host) ? 'ip' : 'dns', value: canonical(host)}));
}

/** The library does not know every way to write an IPv6 address (`::ffff:127.0.0.1`); the URL parser does, and makes one of them. */
function canonical(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
}

interface Issuer {
  readonly subject: InstanceType<Library['Name']>;
  readonly keys: webcrypto.CryptoKeyPair;
}

interface ToSign {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: InstanceType<Library['Name']>;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly extensions: readonly Extension[];
  readonly issuer: Issuer;
}

/** Signs; the serial number is the library's: 16 random bytes, positive. */
async function sign(x509: Library, {issuer, keys, extensions, ...fields}: ToSign): Promise<Minted> {
  const identifiers = [
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
  ];
  const certificate: X509Certificate = await x509.X509CertificateGenerator.create({
    ...fields,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    extensions: [...extensions, ...identifiers],
  });
  const key = KeyObject.from(keys.privateKey).export({type: 'pkcs8', format: 'pem'});
  return {cert: `${certificate.toString('pem').trimEnd()}\n`, key: key.toString()};
}

/** Its strings have been checked to be a certificate and its key. */
async function loadIssuer(x509: Library, {cert, key}: Minted): Promise<Issuer & {readonly notAfter: Date}> {
  const {subjectName: subject, publicKey, notAfter} = new x509.X509Certificate(cert);
  const pkcs8 = createPrivateKey(key).export({type: 'pkcs8', format: 'der'});
  const keys = {
    publicKey: await webcrypto.subtle.importKey('spki', publicKey.rawData, ALGORITHM, true, ['verify']),
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
  };
  return {subject, keys, notAfter};
}
