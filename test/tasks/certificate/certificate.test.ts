import {existsSync, readdirSync} from 'node:fs';
import {access, chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {certificate} from '../../../src/tasks/certificate/kind.ts';
import type {SourceOf} from '../../../src/tasks/kind.ts';
import type {DownContext} from '../../../src/tasks/task-context.ts';
import type {TaskSource} from '../../../src/schema/launch-file.ts';
import {certificateRig, valuesOf, type CertificateRig} from './certificate-rig.ts';

type Source = SourceOf<'certificate'>['certificate'];

let rig: CertificateRig;
beforeEach(async () => {
  rig = await certificateRig();
});
afterEach(async () => {
  await rig.remove();
});

describe('the files', () => {
  test('have their paths as outputs, and the key is private whatever the umask', async () => {
    const before = process.umask(0o077);
    const {outputs} = await rig.up('ca', {ca: true}).finally(() => process.umask(before));

    expect(outputs).toEqual({
      cert: join(rig.dir, 'certificates', 'ca.pem'),
      key: join(rig.dir, 'certificates', 'ca.key'),
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
    });
    expect(await modes('certificates', 'certificates/ca.pem', 'certificates/ca.key')).toEqual([
      '700',
      '644',
      '600',
    ]);
    expect(await readFile(join(rig.dir, 'certificates/ca.key'), 'utf8')).toMatch(
      /^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----\n$/,
    );
    expect(await readFile(join(rig.dir, 'certificates/ca.pem'), 'utf8')).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----\n$/,
    );
  });

  test('are in the journal before they exist', async () => {
    const there: string[][] = [];
    const watched = await certificateRig(() => {
      const dir = join(watched.dir, 'certificates');
      there.push(existsSync(dir) ? readdirSync(dir) : []);
    });
    try {
      await watched.up('ca', {ca: true});
      expect(there).toEqual([[], ['ca.key']]);
      expect(watched.made).toEqual(
        ['ca.key', 'ca.pem'].map(name => ({made: 'file', path: join(watched.dir, 'certificates', name)})),
      );
    } finally {
      await watched.remove();
    }
  });

  test('replace those of an earlier attempt without keeping their mode', async () => {
    await mkdir(join(rig.dir, 'certificates'), {mode: 0o700});
    await writeFile(join(rig.dir, 'certificates/ca.key'), 'old');
    await chmod(join(rig.dir, 'certificates/ca.key'), 0o666);
    await rig.up('ca', {ca: true});
    expect(await modes('certificates/ca.key')).toEqual(['600']);
    expect(await readFile(join(rig.dir, 'certificates/ca.key'), 'utf8')).not.toContain('old');
  });

  test('are not written after the signal is aborted', async () => {
    await expect(rig.up('ca', {ca: true}, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(rig.made).toEqual([]);
    await expect(access(join(rig.dir, 'certificates'))).rejects.toThrow('ENOENT');
  });

  test('are removed according to the journal, even if they no longer exist', async () => {
    await rig.up('ca', {ca: true});
    await rig.up('leaf', {issuer: 'ca', hosts: ['localhost']});
    const made = [
      ...rig.made,
      {made: 'file', path: join(rig.dir, 'certificates/never-written.pem')} as const,
    ];
    expect(await certificate.down(made, noDownContext)).toEqual([]);
    expect(await readdir(join(rig.dir, 'certificates'))).toEqual([]);
    expect(await certificate.down(made, noDownContext)).toEqual([]);
  });

  test('are reported as leftovers with a removal command if they cannot be removed', async () => {
    const path = join(rig.dir, `it's a folder`);
    await mkdir(path);
    expect(await certificate.down([{made: 'file', path}], noDownContext)).toEqual([
      {
        what: `file ${path}`,
        why: expect.stringContaining('is a directory') as string,
        command: `rm -f '${rig.dir}/it'\\''s a folder'`,
      },
    ]);
  });
});

describe('errors detected only during a run', () => {
  test.each<[string, Source, string]>([
    [
      'an invalid address',
      {issuer: 'ca', hosts: ['${{ vars.host }}']},
      '`‹vars.host›` is neither a host name nor an IP address',
    ],
    [
      'a missing issuer',
      {issuer: 'gone', hosts: ['a']},
      "the issuer's `cert` and `key` cannot be used: ENOENT: no such file or directory, open '‹tasks.gone.cert›'",
    ],
    [
      'an issuer that is a leaf',
      {issuer: 'leaf', hosts: ['a']},
      "the issuer's `cert` and `key` cannot be used: the certificate is not an authority",
    ],
    [
      'a key of another certificate',
      {issuer: 'mixed', hosts: ['a']},
      "the issuer's `cert` and `key` cannot be used: the key does not match the certificate",
    ],
    ['an empty common name', {ca: true, common_name: ''}, 'the common name is empty'],
  ])('include %s', async (_, source, why) => {
    await rig.up('ca', {ca: true});
    await rig.up('leaf', {issuer: 'ca', hosts: ['localhost']});
    const mixed = await rig.up('mixed', {ca: true});
    await writeFile(mixed.outputs.key ?? '', await readFile(join(rig.dir, 'certificates/ca.key')));
    await expect(rig.up('task', source)).rejects.toMatchObject({
      failure: {reason: 'cannot-start', task: 'task', what: 'certificate', why},
    });
  });
});

describe('the launch file', () => {
  const tasks: Record<string, TaskSource> = {
    ca: {certificate: {ca: true}},
    short: {certificate: {ca: true, days: 2}},
    leaf: {certificate: {issuer: 'ca', hosts: ['a']}},
    db: {serve: 'db'},
  };
  const long = 'a'.repeat(65);

  test.each<[Source, readonly unknown[]]>([
    [{ca: true, common_name: 'agent sandbox', days: 3650}, []],
    [{ca: true, common_name: ''}, [[['certificate', 'common_name'], 'the common name is empty']]],
    [
      {ca: true, common_name: long},
      [[['certificate', 'common_name'], 'the common name has 65 characters, but at most 64 are allowed']],
    ],
    [{ca: true, common_name: `\${{ vars.${long} }}`}, []],
    [
      {
        issuer: 'ca',
        hosts: ['localhost', '127.0.0.1', '::1', '*.example.test', '${{ tasks.address.ip }}'],
        days: 90,
      },
      [],
    ],
    [{issuer: 'unknown', hosts: ['a'], days: 3650}, []],
    [
      {issuer: 'db', hosts: ['a']},
      [[['certificate', 'issuer'], 'issuer `db` is not a `certificate` task with `ca: true`']],
    ],
    [
      {issuer: 'leaf', hosts: ['a']},
      [[['certificate', 'issuer'], 'issuer `leaf` is not a `certificate` task with `ca: true`']],
    ],
    [{issuer: 'short', hosts: ['a']}, []],
    [
      {issuer: 'short', hosts: ['a'], days: 3},
      [[['certificate', 'days'], '`days` is 3, but issuer `short` is valid for only 2']],
    ],
    [
      {issuer: 'ca', hosts: ['a b', 'ok', '127.0.0.256']},
      [
        [['certificate', 'hosts', '0'], '`a b` is neither a host name nor an IP address'],
        [['certificate', 'hosts', '2'], '`127.0.0.256` is neither a host name nor an IP address'],
      ],
    ],
  ])('validates %j', (source, expected) => {
    const found = certificate.validate({certificate: source}, name => tasks[name]);
    expect(found.map(({key, message}) => [key, message])).toEqual(expected);
  });

  test.each<[Source, string]>([
    [{ca: true}, 'create a certificate authority'],
    [{ca: true, common_name: 'agent sandbox'}, 'create the certificate authority "agent sandbox"'],
    [
      {issuer: 'ca', hosts: ['127.0.0.1', 'localhost']},
      'issue a certificate for 127.0.0.1, localhost, signed by ca',
    ],
    [
      {issuer: 'ca', hosts: ['${{ tasks.a.ip }}'], common_name: 'web'},
      'issue a certificate "web" for ‹tasks.a.ip›, signed by ca',
    ],
  ])('plans %j as %s', (source, text) => {
    expect(certificate.summary({certificate: source}, valuesOf({}))).toBe(text);
  });

  test('adds a need for the issuer', () => {
    expect(certificate.impliedNeeds({certificate: {issuer: 'ca', hosts: ['a']}})).toEqual([
      {key: 'issuer', task: 'ca', outputs: ['cert', 'key']},
    ]);
    expect(certificate.impliedNeeds({certificate: {ca: true}})).toEqual([]);
  });
});

const noDownContext = {} as DownContext;

async function modes(...paths: readonly string[]): Promise<string[]> {
  const stats = await Promise.all(paths.map(async path => await stat(join(rig.dir, path))));
  return stats.map(({mode}) => (mode & 0o777).toString(8));
}
