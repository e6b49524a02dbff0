// Preloaded into bottle. Counts the work of a run, and on exit writes the counts to the file named by BOTTLE_TEST_COUNT_IN.
import {createHook} from 'node:async_hooks';
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';

delete process.env.NODE_OPTIONS;

const counts = {
  ...{promises: 0, threadPool: 0, controllers: 0, compositeSignals: 0, exceptions: 0},
  ...{opens: 0, folders: 0, journalLines: 0, events: 0},
};

createHook({
  init(_id, type) {
    if (type === 'PROMISE') counts.promises++;
    if (type.startsWith('FSREQ')) counts.threadPool++;
  },
}).enable();

const {AbortController, AbortSignal} = globalThis;

// Not an assignment, because type checkers treat it as a declaration.
const counted = class extends AbortController {
  constructor() {
    super();
    counts.controllers++;
  }

  /** Creates a DOMException with a stack if there is no reason. */
  abort(reason) {
    if (reason === undefined) counts.exceptions++;
    super.abort(reason);
  }
};

Object.assign(globalThis, {AbortController: counted});

const {any} = AbortSignal;
Object.assign(AbortSignal, {
  any(signals) {
    counts.compositeSignals++;
    return any.call(AbortSignal, signals);
  },
});

// Limits such as the 200 ms of a quick stop must not end on a busy machine, since more work follows.
const {setTimeout} = globalThis;
Object.assign(globalThis, {setTimeout: (act, ms, ...rest) => setTimeout(act, 20 * ms, ...rest)});

const {mkdirSync, openSync, writeSync} = fs;
fs.mkdirSync = (...given) => {
  counts.folders++;
  return mkdirSync(...given);
};
fs.openSync = (...given) => {
  counts.opens++;
  return openSync(...given);
};
fs.writeSync = (file, data, ...rest) => {
  // Several lines may be one write.
  const text = String(data);
  counts.journalLines += text.match(/^\{"entry"/gm)?.length ?? 0;
  counts.events += text.match(/^\{"time"/gm)?.length ?? 0;
  return writeSync(file, data, ...rest);
};
syncBuiltinESMExports();

process.on('exit', () => fs.writeFileSync(process.env.BOTTLE_TEST_COUNT_IN, JSON.stringify(counts)));
