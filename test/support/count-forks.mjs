// Preloaded into bottle: writes how many processes it has started to the file named by BOTTLE_TEST_COUNT_IN, when it ends.
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
