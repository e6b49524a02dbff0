import {chmod, chown, lstat, mkdir, readFile, readlink, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {containerChannel} from '../../src/docker/channel.ts';
import type {TaskChannel} from '../../src/channels/channel.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {docker, foreignContainer, testEngine, withEngine} from '../support/docker.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const signal = new AbortController().signal;

async function channelTo(container: string): Promise<TaskChannel> {
  return containerChannel(await testEngine(), container, systemClock);
}

/** Mode, owner and name of each file at a path and below it in the container. */
async function listing(container: string, path: string): Promise<string> {
  const script = `cd "$(dirname ${path})" && find "$(basename ${path})" | sort | xargs stat -c '%a %u:%g %n'`;
  return await docker('exec', container, 'sh', '-c', script);
}

withEngine('copying into a container', () => {
  test('keeps modes, numeric owners and links, under the name of the target', async () => {
    const container = await foreignContainer([]);
    const from = join(await temporaryDirectory(), 'source');
    await mkdir(join(from, 'bin'), {recursive: true});
    await mkdir(join(from, 'empty'));
    await writeFile(join(from, 'bin', 'tool'), '#!/bin/sh\necho works\n');
    if (process.getuid?.() === 0) await chown(join(from, 'bin', 'tool'), 1000, 7);
    await chmod(join(from, 'bin', 'tool'), 0o4750);
    await chmod(join(from, 'bin'), 0o777);
    await chmod(join(from, 'empty'), 0o700);
    await symlink('bin/tool', join(from, 'link'));
    const mine = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
    const owner = process.getuid?.() === 0 ? '1000:7' : mine;

    await (await channelTo(container)).copyIn(from, '/opt/deep/er', {signal});

    const top = ((await lstat(from)).mode & 0o777).toString(8);
    expect(await listing(container, '/opt/deep/er')).toBe(
      [
        `${top} ${mine} er`,
        `777 ${mine} er/bin`,
        `4750 ${owner} er/bin/tool`,
        `700 ${mine} er/empty`,
        `777 ${mine} er/link`,
      ].join('\n'),
    );
    expect(await docker('exec', container, '/opt/deep/er/link')).toBe('works');
  });

  test('copies a file, also over itself, and follows links', async () => {
    const container = await foreignContainer([]);
    const channel = await channelTo(container);
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'one'), 'first');
    await symlink('one', join(dir, 'link'));

    await channel.copyIn(join(dir, 'link'), '/tmp/made/copy', {signal});
    await writeFile(join(dir, 'one'), 'second, which is longer');
    await channel.copyIn(join(dir, 'one'), '/tmp/made/copy', {signal});

    expect(await docker('exec', container, 'cat', '/tmp/made/copy')).toBe('second, which is longer');
  });

  test('merges a folder into an existing one', async () => {
    const container = await foreignContainer([]);
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'new'), 'new');
    await docker('exec', container, 'sh', '-c', 'mkdir /data; echo old > /data/old; ln -s data /linked');

    await (await channelTo(container)).copyIn(dir, '/linked', {signal});

    expect(await docker('exec', container, 'ls', '/data')).toBe('new\nold');
  });

  test('needs no program in the container, and can write to a volume of a read-only container', async () => {
    const volume = await temporaryDirectory();
    const container = await foreignContainer(['--read-only', '-v', `${volume}:/data`]);
    const channel = await channelTo(container);
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'file'), 'text');

    await channel.copyIn(join(dir, 'file'), '/data/file', {signal});

    expect(await readFile(join(volume, 'file'), 'utf8')).toBe('text');
    await expect(channel.copyIn(join(dir, 'file'), '/etc/file', {signal})).rejects.toMatchObject({
      message: 'container rootfs is marked read-only',
    });
  });

  test.each([
    {
      what: 'a missing source',
      target: '/tmp/x',
      source: 'nosuch',
      message: '`DIR/nosuch` does not exist',
    },
    {what: 'a relative target', target: 'tmp', message: 'expected an absolute path inside, found `tmp`'},
    {what: 'the root', target: '/', message: 'cannot copy all of `/`; name a folder in it'},
    {
      what: 'a file over a folder',
      target: '/etc/',
      message: '`/etc` in the container is a folder and cannot be replaced by a file',
    },
    {
      what: 'a folder over a file',
      target: '/etc/passwd',
      source: '.',
      message: '`/etc/passwd` in the container is a file and cannot be replaced by a folder',
    },
    {
      what: 'a path below a file',
      target: '/etc/passwd/x',
      message: '`/etc/passwd` in the container is not a folder',
    },
    {
      what: 'a path on a tmpfs',
      target: '/mem/x',
      message: '`/mem` is a tmpfs, which Docker cannot copy to or from; use an `exec` task',
    },
  ])('refuses $what', async ({target, source = 'file', message}) => {
    const channel = await channelTo(await foreignContainer(['--tmpfs', '/mem']));
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'file'), 'text');

    const copying = channel.copyIn(join(dir, source), target, {signal});

    await expect(copying).rejects.toMatchObject({name: 'ChannelError', message: message.replace('DIR', dir)});
  });

  test('stops when its signal is aborted', async () => {
    const channel = await channelTo(await foreignContainer([]));
    const dir = await temporaryDirectory();

    await expect(channel.copyIn(dir, '/tmp/x', {signal: AbortSignal.abort()})).rejects.toMatchObject({
      name: 'ChannelError',
    });
  });
});

withEngine('copying out of a container', () => {
  test('keeps modes, owners and links, under the name of the target', async () => {
    const container = await foreignContainer([]);
    const script = `mkdir -p /data/bin /data/empty; chmod 700 /data/empty; echo works > /data/bin/file
      chmod 640 /data/bin/file; chown 1000:7 /data/bin/file; ln -s bin/file /data/near; ln -s /etc/passwd /data/far
      ln /data/bin/file /data/same`;
    await docker('exec', container, 'sh', '-c', script);
    const to = join(await temporaryDirectory(), 'made', 'copy');
    const channel = await channelTo(container);

    await channel.copyOut('/data', to, {signal});
    await channel.copyOut('/data/', to, {signal});

    expect(await readFile(join(to, 'bin', 'file'), 'utf8')).toBe('works\n');
    expect(await readFile(join(to, 'same'), 'utf8')).toBe('works\n');
    expect([await readlink(join(to, 'near')), await readlink(join(to, 'far'))]).toEqual([
      'bin/file',
      '/etc/passwd',
    ]);
    const {mode, uid, gid} = await lstat(join(to, 'bin', 'file'));
    expect((mode & 0o7777).toString(8)).toBe('640');
    if (process.getuid?.() === 0) expect([uid, gid]).toEqual([1000, 7]);
    expect(((await lstat(join(to, 'empty'))).mode & 0o7777).toString(8)).toBe('700');
  });

  test('follows a link in the container', async () => {
    const container = await foreignContainer([]);
    await docker('exec', container, 'sh', '-c', 'echo text > /tmp/file; ln -s /tmp/file /link');
    const to = join(await temporaryDirectory(), 'copy');

    await (await channelTo(container)).copyOut('/link', to, {signal});

    expect(await readFile(to, 'utf8')).toBe('text\n');
  });

  test('does not write through links created by the container', async () => {
    const container = await foreignContainer([]);
    const channel = await channelTo(container);
    const dir = await temporaryDirectory();
    const [services, to] = [join(dir, 'outside'), join(dir, 'copy')];
    await mkdir(services);
    await docker('exec', container, 'sh', '-c', `mkdir /data; ln -s ${services} /data/trap`);
    await channel.copyOut('/data', to, {signal});
    await docker(
      'exec',
      container,
      'sh',
      '-c',
      'rm /data/trap; mkdir -m 777 /data/trap; echo x > /data/trap/file',
    );

    await channel.copyOut('/data', to, {signal});

    expect((await lstat(join(to, 'trap'))).isDirectory()).toBe(true);
    expect(await readFile(join(to, 'trap', 'file'), 'utf8')).toBe('x\n');
    await expect(lstat(join(services, 'file'))).rejects.toThrow('ENOENT');
  });

  test.each([
    {what: 'a missing source', source: '/nosuch', message: '`/nosuch` does not exist in the container'},
    {
      what: 'a source below a file',
      source: '/etc/passwd/x',
      message: '`/etc/passwd/x` does not exist in the container',
    },
    {
      what: 'a folder over a file',
      source: '/etc',
      target: 'file',
      message: '`DIR/file` is a file and cannot be replaced by a folder',
    },
    {
      what: 'a file over a folder',
      source: '/etc/passwd',
      target: '.',
      message: '`DIR` is a folder and cannot be replaced by a file',
    },
    {what: 'a target below a file', source: '/etc', target: 'file/x', message: '`DIR/file` already exists'},
  ])('refuses $what', async ({source, target = 'copy', message}) => {
    const channel = await channelTo(await foreignContainer([]));
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'file'), 'text');

    const copying = channel.copyOut(source, join(dir, target), {signal});

    await expect(copying).rejects.toMatchObject({name: 'ChannelError', message: message.replace('DIR', dir)});
  });

  test('reports a removed container', async () => {
    const channel = await channelTo('nosuch');
    const to = join(await temporaryDirectory(), 'copy');

    await expect(channel.copyOut('/etc', to, {signal})).rejects.toMatchObject({
      message: 'the container is gone',
    });
  });
});
