import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isArchive, isLocal, unpackImage} from './image.mjs';

/** The path of a machine's file system, in its directory. */
export const diskOf = dir => join(dir, 'root');

/** The program in all guests. It is statically linked, so it runs anywhere. */
export const BUSYBOX = '/bin/busybox';

const passwd = ['root:x:0:0:root:/root:/bin/sh', 'node:x:1000:1000:node:/home/node:/bin/sh', ''].join('\n');
const group = ['root:x:0:', 'node:x:1000:', ''].join('\n');

/** Creates the file system of a guest once, with busybox and the contents of the archive `from` or of the image. */
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
  // Last, to mark the disk as complete.
  writeFileSync(join(root, 'etc/passwd'), passwd);
}

function installPrograms(root) {
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  for (const program of PROGRAMS) symlinkSync('busybox', join(root, 'bin', program));
  symlinkSync('../../bin/busybox', join(root, 'usr/bin/env'));
}

/** The programs used in the tests' guests. Creating and removing links for all 268 of busybox takes too long. */
const PROGRAMS = `
  [ ash awk base64 basename cat chgrp chmod chown chroot cmp cp cut date dd df diff dirname du echo egrep
  env expr false fgrep find grep groups gunzip gzip head hostname httpd id ifconfig ip kill killall link ln
  ls md5sum mkdir mkfifo mknod mktemp mount mv nc netstat nproc od pidof poweroff printf ps pwd readlink
  realpath rm rmdir sed seq setpriv setsid sh sha256sum sleep sort stat stty su sync tac tail tar tee test
  timeout touch tr true truncate tty umount uname uniq unlink unshare uptime usleep vi wc wget which whoami
  xargs yes zcat
`
  .trim()
  .split(/\s+/);

/** Gives the home folder to a foreign user, because the files of a packed machine belong to the user who packed it. */
function giveAway(home) {
  writeFileSync(join(home, '.profile'), 'export PATH\n');
  if (process.getuid() === 0) for (const path of [home, join(home, '.profile')]) chownSync(path, 501, 501);
}
