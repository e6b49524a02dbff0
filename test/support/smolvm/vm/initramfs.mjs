import {execFileSync} from 'node:child_process';
import {copyFileSync, chmodSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {BUSYBOX, diskOf} from './disk.mjs';

/** Packs the machine's disk and the init program into an initramfs archive. */
export function initramfsOf(dir) {
  const [root, archive] = [diskOf(dir), join(dir, 'initramfs.cpio')];
  copyFileSync(fileURLToPath(new URL('./guest-init.sh', import.meta.url)), join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  const script = `cd "$1" && find . | "$2" cpio -o -H newc >"$3"`;
  execFileSync('sh', ['-c', script, 'sh', root, BUSYBOX, archive], {stdio: ['ignore', 'inherit', 'ignore']});
  return archive;
}
