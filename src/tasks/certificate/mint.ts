import {createPrivateKey, KeyObject, webcrypto, X509Certificate as NodeCertificate} from 'node:crypto';
import type {Extension, JsonGeneralNames, KeyUsageFlags, X509Certificate} from '@peculiar/x509';
import {ipVersion} from '../../vocabulary/ip-version.ts';

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
 * Mints a certificate for servers and clients on `hosts` (names and addresses), signed by `issuer`. It does not outlive its issuer,
 * because verifiers would reject it anyway.
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

/** The SHA-256 fingerprint of a certificate (PEM): `AB:CD:…`. */
export function fingerprintOf(cert: string): string {
  return new NodeCertificate(cert).fingerprint256;
}

type Library = typeof import('@peculiar/x509');

/** Loaded on demand, because both modules take about 0.15 s. The library requires that `reflect-metadata` is loaded first. */
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
 * Valid from an hour ago, because the clock of a virtual machine that has just started or resumed may be behind, and the certificate
 * must not be "not yet valid" there. Rounded to whole seconds, the precision of certificates.
 */
function validity({now, days}: Validity): {readonly notBefore: Date; readonly notAfter: Date} {
  const ms = Math.floor(now.getTime() / 1000) * 1000;
  return {notBefore: new Date(ms - HOUR_MS), notAfter: new Date(ms + days * DAY_MS)};
}

/** Passed as a UTF-8 value, because in the library's text form commas, quotes, backslashes and `#` have special meanings. */
function nameOf(x509: Library, commonName: string): InstanceType<Library['Name']> {
  return new x509.Name([{CN: [{utf8String: commonName}]}]);
}

function alternativeNames(hosts: readonly string[]): JsonGeneralNames {
  return [...new Set(hosts)].map(host => ({type: ipVersion(host) ? 'ip' : 'dns', value: canonical(host)}));
}

/** Normalizes an IPv6 address with the URL parser, because the library does not support all notations (`::ffff:127.0.0.1`). */
function canonical(host: string): string {
  return ipVersion(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
}

interface Issuer {
  readonly subject: InstanceType<Library['Name']>;
  readonly keys: webcrypto.CryptoKeyPair;
  /** As in its certificate: verifiers compare it with that of the leaf. By default the hash of the key. */
  readonly keyId?: string | undefined;
}

interface ToSign {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: InstanceType<Library['Name']>;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly extensions: readonly Extension[];
  readonly issuer: Issuer;
}

/** Signs a certificate. The library chooses the serial number: 16 random bytes, positive. */
async function sign(x509: Library, {issuer, keys, extensions, ...fields}: ToSign): Promise<Minted> {
  const identifiers = [
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    issuer.keyId === undefined
      ? await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey)
      : new x509.AuthorityKeyIdentifierExtension(issuer.keyId),
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

/** Loads an issuer whose certificate and key have already been checked. */
async function loadIssuer(x509: Library, {cert, key}: Minted): Promise<Issuer & {readonly notAfter: Date}> {
  const certificate = new x509.X509Certificate(cert);
  const {subjectName: subject, publicKey, notAfter} = certificate;
  const pkcs8 = createPrivateKey(key).export({type: 'pkcs8', format: 'der'});
  const keys = {
    publicKey: await webcrypto.subtle.importKey('spki', publicKey.rawData, ALGORITHM, true, ['verify']),
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
  };
  const identifier = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  return {subject, keys, keyId: identifier?.keyId, notAfter};
}
