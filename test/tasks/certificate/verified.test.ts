import {execFile, execFileSync} from 'node:child_process';
import {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {connect, createServer, type TLSSocket} from 'node:tls';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Up} from '../../../src/tasks/task-context.ts';
import {certificateRig, type CertificateRig} from './certificate-rig.ts';

const hosts = [
  'localhost',
  '*.example.test',
  'my_service',
  '127.0.0.1',
  '::1',
  'fe80::1',
  '::ffff:127.0.0.2',
];

let rig: CertificateRig;
let ca: Up['outputs'];
let leaf: Up['outputs'];
let stranger: Up['outputs'];
beforeAll(async () => {
  rig = await certificateRig();
  ca = (await rig.up('ca', {ca: true, common_name: 'agent "sandbox", #1'})).outputs;
  leaf = (await rig.up('leaf', {issuer: 'ca', hosts})).outputs;
  stranger = (await rig.up('stranger', {ca: true, common_name: 'agent "sandbox", #1'})).outputs;
});
afterAll(async () => {
  await rig.remove();
});

describe.skipIf(!hasOpenssl())(
  'the openssl command (skipped without OpenSSL; LibreSSL does not support -ext)',
  () => {
    test.each(['sslserver', 'sslclient'])('verifies a leaf strictly as %s', async purpose => {
      const args = ['-x509_strict', '-purpose', purpose, '-CAfile', path(ca, 'cert'), path(leaf, 'cert')];
      expect(await openssl('verify', ...args)).toBe(`${path(leaf, 'cert')}: OK\n`);
    });

    test('verifies an authority strictly', async () => {
      const args = ['-x509_strict', '-check_ss_sig', '-CAfile', path(ca, 'cert'), path(ca, 'cert')];
      expect(await openssl('verify', ...args)).toBe(`${path(ca, 'cert')}: OK\n`);
    });

    test('rejects a leaf of another authority with the same name', async () => {
      const args = ['-x509_strict', '-CAfile', path(stranger, 'cert'), path(leaf, 'cert')];
      await expect(openssl('verify', ...args)).rejects.toThrow('verification failed');
    });

    test.each([
      ['-checkhost', 'localhost', true],
      ['-checkhost', 'web.example.test', true],
      ['-checkhost', 'my_service', true],
      ['-checkhost', 'example.test', false],
      ['-checkhost', 'a.b.example.test', false],
      ['-checkip', '127.0.0.1', true],
      ['-checkip', '::1', true],
      ['-checkip', 'fe80::1', true],
      ['-checkip', '::ffff:127.0.0.2', true],
      ['-checkip', '127.0.0.2', false],
    ])('checks %s %s', async (option, host, does) => {
      const kind = option === '-checkip' ? 'IP' : 'Hostname';
      expect(await openssl('x509', '-noout', '-in', path(leaf, 'cert'), option, host)).toBe(
        `${kind} ${host} ${does ? 'does' : 'does NOT'} match certificate\n`,
      );
    });

    test.each([
      [
        'an authority',
        () => ca,
        ['CA:TRUE, pathlen:0', 'Certificate Sign, CRL Sign'],
        'subject=CN=agent \\"sandbox\\"\\, #1\nissuer=CN=agent \\"sandbox\\"\\, #1\n',
      ],
      [
        'a leaf',
        () => leaf,
        ['CA:FALSE', 'Digital Signature'],
        'subject=CN=localhost\nissuer=CN=agent \\"sandbox\\"\\, #1\n',
      ],
    ])('prints the intended fields of %s', async (_, of, [basic, usage], names) => {
      const extension = async (name: string): Promise<string> =>
        await openssl('x509', '-noout', '-in', path(of(), 'cert'), '-ext', name);
      expect(
        await openssl(
          'x509',
          '-noout',
          '-in',
          path(of(), 'cert'),
          '-subject',
          '-issuer',
          '-nameopt',
          'RFC2253',
        ),
      ).toBe(names);
      expect(await extension('basicConstraints')).toBe(`X509v3 Basic Constraints: critical\n    ${basic}\n`);
      expect(await extension('keyUsage')).toBe(`X509v3 Key Usage: critical\n    ${usage}\n`);
      expect(await keyId(of(), 'authority')).toBe(await keyId(ca, 'subject'));
    });

    test('prints the purposes and hosts of a leaf', async () => {
      expect(
        await openssl('x509', '-noout', '-in', path(leaf, 'cert'), '-ext', 'extendedKeyUsage,subjectAltName'),
      ).toBe(
        [
          'X509v3 Extended Key Usage: ',
          '    TLS Web Server Authentication, TLS Web Client Authentication',
          'X509v3 Subject Alternative Name: ',
          '    DNS:localhost, DNS:*.example.test, DNS:my_service, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:0:1, IP Address:0:0:0:0:0:FFFF:7F00:2',
          '',
        ].join('\n'),
      );
    });

    test('confirms that the key is a P-256 key and belongs to the certificate', async () => {
      const ofKey = await openssl('pkey', '-in', path(leaf, 'key'), '-pubout');
      expect(await openssl('x509', '-noout', '-in', path(leaf, 'cert'), '-pubkey')).toBe(ofKey);
      expect(await openssl('pkey', '-in', path(leaf, 'key'), '-noout', '-text')).toContain(
        'NIST CURVE: P-256',
      );
    });

    test('prints the same fingerprint', async () => {
      expect(await openssl('x509', '-noout', '-in', path(leaf, 'cert'), '-fingerprint', '-sha256')).toBe(
        `sha256 Fingerprint=${path(leaf, 'fingerprint')}\n`,
      );
    });
  },
);

describe('validity', () => {
  const hour = 3_600_000;
  const span = async (of: Up['outputs']): Promise<[number, number]> => {
    const {validFrom, validTo} = new X509Certificate(await readFile(path(of, 'cert')));
    return [Date.parse(validFrom), Date.parse(validTo)];
  };

  test('is from an hour ago to 90 days from now', async () => {
    const before = Date.now();
    const {outputs} = await rig.up('now', {ca: true});
    const [from, to] = await span(outputs);
    expect(from + hour).toBeGreaterThan(before - 1_000);
    expect(from + hour).toBeLessThanOrEqual(Date.now());
    expect(to - from).toBe(90 * 24 * hour + hour);
  });

  test('follows `days`, but ends no later than the issuer', async () => {
    const short = (await rig.up('short', {ca: true, days: 2})).outputs;
    const [from, to] = await span(short);
    expect(to - from).toBe(2 * 24 * hour + hour);
    expect(
      (await span((await rig.up('one', {issuer: 'short', hosts: ['a'], days: 1})).outputs))[1],
    ).toBeLessThan(to);
    expect((await span((await rig.up('many', {issuer: 'short', hosts: ['a']})).outputs))[1]).toBe(to);
  });
});

test('serial numbers are positive, long and unique', async () => {
  const serials = await Promise.all(
    Array.from({length: 20}, async (_, at) => {
      const {outputs} = await rig.up(`serial-${at}`, {issuer: 'ca', hosts: ['a']});
      return BigInt(`0x${new X509Certificate(await readFile(path(outputs, 'cert'))).serialNumber}`);
    }),
  );
  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) {
    expect(serial).toBeGreaterThan(2n ** 64n);
    expect(serial).toBeLessThan(2n ** 159n);
  }
});

test('a long host shortens the common name, and is still a host of the certificate', async () => {
  const host = `${'a'.repeat(63)}.${'b'.repeat(63)}.test`;
  const {outputs} = await rig.up('long', {issuer: 'ca', hosts: [host]});
  const cert = new X509Certificate(await readFile(path(outputs, 'cert')));
  expect(cert.subject).toBe(`CN=${host.slice(0, 64)}`);
  expect(cert.checkHost(host)).toBe(host);
});

describe('a TLS handshake where both sides present a leaf', () => {
  test.each([
    ['succeeds for a host of the certificate', 'localhost', true, () => ca, 'trusted both ways'],
    ['succeeds for an address of the certificate', '127.0.0.1', true, () => ca, 'trusted both ways'],
    ['fails for another host', 'other.test', true, () => ca, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [
      'fails for a client that trusts another authority',
      'localhost',
      true,
      () => stranger,
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    ['does not trust a client without a certificate', 'localhost', false, () => ca, 'client not trusted'],
  ])('%s', async (_, host, showsCert, trusted, outcome) => {
    expect(await handshake(host, showsCert, trusted())).toBe(outcome);
  });
});

/** Returns the client's error code, or whether the server trusts the client. */
async function handshake(host: string, showsCert: boolean, trusted: Up['outputs']): Promise<string> {
  const pair = {cert: await readFile(path(leaf, 'cert')), key: await readFile(path(leaf, 'key'))};
  const server = createServer({
    ...pair,
    ca: await readFile(path(ca, 'cert')),
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('secureConnection', (socket: TLSSocket) =>
    socket.end(socket.authorized ? 'trusted both ways' : 'client not trusted'),
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const client = connect({
    host: '127.0.0.1',
    port,
    ca: await readFile(path(trusted, 'cert')),
    ...(showsCert && pair),
    // Without a server name, Node checks `host`.
    ...(host === '127.0.0.1' ? {} : {servername: host}),
  });
  try {
    let text = '';
    for await (const chunk of client) text += String(chunk);
    return text;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    client.destroy();
    server.close();
    await once(server, 'close');
  }
}

function path(outputs: Up['outputs'], name: string): string {
  return outputs[name] ?? '';
}

async function keyId(of: Up['outputs'], whose: 'subject' | 'authority'): Promise<string | undefined> {
  const text = await openssl('x509', '-noout', '-in', path(of, 'cert'), '-ext', `${whose}KeyIdentifier`);
  return /([0-9A-F]{2}:){19}[0-9A-F]{2}/.exec(text)?.[0];
}

async function openssl(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('openssl', args)).stdout;
}

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], {encoding: 'utf8'}).startsWith('OpenSSL');
  } catch {
    return false;
  }
}
