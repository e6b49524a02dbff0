import 'reflect-metadata';
import type {webcrypto} from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};

/** A certificate and its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * An authority, and a certificate for 127.0.0.1 and localhost signed by it.
 *
 * @param keyId the identifier of the authority's key, as hexadecimal digits; by default, it has none
 */
export async function testCertificates(keyId?: string): Promise<{
  readonly authority: TestCertificate;
  readonly leaf: TestCertificate;
}> {
  const authorityKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=test authority',
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      ...(keyId === undefined ? [] : [new x509.SubjectKeyIdentifierExtension(keyId)]),
    ],
  });
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const leaf = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        {type: 'dns', value: 'localhost'},
        {type: 'ip', value: '127.0.0.1'},
      ]),
    ],
  });
  return {
    authority: {cert: authority.toString('pem'), key: await privatePem(authorityKeys.privateKey)},
    leaf: {cert: leaf.toString('pem'), key: await privatePem(keys.privateKey)},
  };
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
