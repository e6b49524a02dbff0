import {spawnSync} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import manifest from '../../package.json' with {type: 'json'};

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

test.each([['--version'], ['-V']])('`bottle %s` prints the version', flag => {
  const {stdout, stderr, status} = spawnSync(process.execPath, [BOTTLE, flag], {encoding: 'utf8'});
  expect({stdout, stderr, status}).toEqual({stdout: `${manifest.version}\n`, stderr: '', status: 0});
});

test.runIf(existsSync('/dev/full')).each([['--version'], ['-V']])(
  '`bottle %s` fails if its output cannot be written',
  flag => {
    const full = openSync('/dev/full', 'w');
    try {
      const {status, stderr} = spawnSync(process.execPath, [BOTTLE, flag], {
        encoding: 'utf8',
        stdio: ['ignore', full, 'pipe'],
      });
      expect({status, stderr}).toEqual({status: 1, stderr: expect.stringContaining('ENOSPC') as string});
    } finally {
      closeSync(full);
    }
  },
);
