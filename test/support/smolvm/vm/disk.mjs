import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isArchive, isLocal, unpackImage} from './image.mjs';

/** The location of a machine's file system, below its directory. */
export const diskOf = dir => join(dir, 'root');

/** The program that guests are made of; statically linked, so that it runs anywhere. */
export const BUSYBOX = '/bin/busybox';

const passwd = ['root:x:0:0:root:/root:/bin/sh', 'node:x:1000:1000:node:/home/node:/bin/sh', ''].join('\n');
const group = ['root:x:0:', 'node:x:1000:', ''].join('\n');

/** Makes the file system of a guest, once in its life, of busybox and of what is in the archive `from` or in the image. */
export function makeDisk(dir, {from, image}) {
  const root = diskOf(dir);
  if (existsSync(join(root, 'etc/passwd'))) return;
  for (const name of ['bin', 'dev', 'etc', 'home/node', 'proc', 'root', 'run', 'tmp', 'usr/bin', 'var/tmp']) {
    mkdirSync(join(root, name), {recursive: true});
  }
  for (const name of ['tmp', 'var/tmp']) chmodSync(join(root, name), 0o1777);
  if (existsSync(BUSYBOX)) installPrograms(root);
  if (from && isArchive(from)) execFileSync('tar', ['-C', root, '-xf', from]);
  if (image && isLocal(image)) unpackImage(image, root);
  giveAway(join(root, 'home/node'));
  writeFileSync(join(root, 'etc/group'), group);
  // The last one: with it the disk is whole.
  writeFileSync(join(root, 'etc/passwd'), passwd);
}

function installPrograms(root) {
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  const programs = execFileSync(BUSYBOX, ['--list'], {encoding: 'utf8'}).trim().split('\n');
  for (const program of programs)
    if (program !== 'busybox') symlinkSync('busybox', join(root, 'bin', program));
  symlinkSync('../../bin/busybox', join(root, 'usr/bin/env'));
}

/** A packed machine's files belong to who packed it, not to whom they belong in it. */
function giveAway(home) {
  writeFileSync(join(home, '.profile'), 'export PATH\n');
  if (process.getuid() === 0) for (const path of [home, join(home, '.profile')]) chownSync(path, 501, 501);
}
