// Preloaded into bottle. On exit, writes the number of process table readings to the file named by BOTTLE_TEST_COUNT_IN.
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';

delete process.env.NODE_OPTIONS;

let readings = 0;
const {readdirSync} = fs;
fs.readdirSync = (path, ...rest) => {
  if (path === '/proc') readings++;
  return readdirSync(path, ...rest);
};
syncBuiltinESMExports();

process.on('exit', () => fs.writeFileSync(process.env.BOTTLE_TEST_COUNT_IN, String(readings)));
