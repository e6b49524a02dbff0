import {X509Certificate} from 'node:crypto';
import {expect, test} from 'vitest';
import {mintLeaf} from '../../../src/tasks/certificate/mint.ts';
import {testCertificates} from '../../support/certificates.ts';

test.each([
  ['has no identifier', undefined],
  ['has an identifier that is not the hash of its key', '00112233445566778899aabbccddeeff'],
])('an authority from elsewhere whose key %s can be an issuer', async (_, keyId) => {
  const {authority} = await testCertificates(keyId);
  const request = {commonName: 'a', hosts: ['a'], days: 1, now: new Date()};
  const {cert} = await mintLeaf({...request, issuer: authority});
  expect(new X509Certificate(cert).checkIssued(new X509Certificate(authority.cert))).toBe(true);
});
