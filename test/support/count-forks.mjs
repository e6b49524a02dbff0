// Preloaded into bottle. On exit, writes the number of started processes to the file named by BOTTLE_TEST_COUNT_IN.
import {ChildProcess} from 'node:child_process';
import fs from 'node:fs';

delete process.env.NODE_OPTIONS;

let starts = 0;
const {spawn} = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (...args) {
  starts++;
  return spawn.apply(this, args);
};

process.on('exit', () => fs.writeFileSync(process.env.BOTTLE_TEST_COUNT_IN, String(starts)));
