import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {expect, test} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const MODULE = new URL('../support/kubernetes/network-namespace.ts', import.meta.url).href;

test.skipIf(process.getuid?.() !== 0)(
  'processes in a namespace end with the process that created it',
  async () => {
    const script = `
    import {spawn} from 'node:child_process';
    import {networkNamespace} from '${MODULE}';
    const {enter} = await networkNamespace('${join(await temporaryDirectory(), 'state')}', () => undefined);
    const [program, ...args] = [...enter, 'sleep', '3600'];
    const {pid} = spawn(program, args);
    console.log(pid);`;
    const args = ['--import', './scripts/typescript.mjs', '--input-type=module', '--eval', script];
    const maker = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
    const [pid] = (await once(createInterface(maker.stdout), 'line')) as [string];
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    maker.kill('SIGKILL');
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  },
);
