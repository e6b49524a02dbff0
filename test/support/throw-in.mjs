// Preloaded into bottle. Throws an error from one kind of handler once the file named by BOTTLE_TEST_THROW_WHEN exists.
import {ChildProcess} from 'node:child_process';
import fs, {existsSync} from 'node:fs';
import {IncomingMessage} from 'node:http';
import {syncBuiltinESMExports} from 'node:module';
import {Socket} from 'node:net';
import {setInterval} from 'node:timers';

const {BOTTLE_TEST_THROW_IN: kind, BOTTLE_TEST_THROW_WHEN: when} = process.env;
delete process.env.NODE_OPTIONS;

let isThrown = false;

function throwOnce() {
  if (isThrown || !existsSync(when)) return;
  isThrown = true;
  throw new Error(`injected into ${kind}`);
}

function throwIn(emitter, event) {
  const {emit} = emitter.prototype;
  emitter.prototype.emit = function (name, ...rest) {
    const result = emit.call(this, name, ...rest);
    if (name === event) throwOnce();
    return result;
  };
}

/** Throws when it is first converted to a string. */
const throwingText = {toString: throwOnce, startsWith: throwOnce};

/** Changes values parsed from JSON once the error must be thrown. */
function whenParsed(change) {
  const {parse} = JSON;
  JSON.parse = (...args) => {
    const value = parse(...args);
    if (value instanceof Object && !isThrown && existsSync(when)) change(value);
    return value;
  };
}

switch (kind) {
  case 'output':
    throwIn(Socket, 'data');
    break;
  case 'spawn': {
    const {spawn} = ChildProcess.prototype;
    ChildProcess.prototype.spawn = function (...rest) {
      if (isThrown || !existsSync(when)) return spawn.apply(this, rest);
      isThrown = true;
      throw Object.assign(new Error('spawn node EAGAIN'), {code: 'EAGAIN', syscall: 'spawn node'});
    };
    break;
  }
  case 'exit':
    throwIn(ChildProcess, 'exit');
    break;
  case 'connect':
    throwIn(Socket, 'connect');
    break;
  case 'watch': {
    const {watch} = fs;
    fs.watch = (path, options, onChange) =>
      watch(path, options, (...change) => {
        onChange(...change);
        throwOnce();
      });
    syncBuiltinESMExports();
    break;
  }
  case 'engine-event':
    // An action is matched against a pattern.
    whenParsed(value => value.Actor && Object.assign(value, {Action: throwingText}));
    break;
  case 'health':
    // A status is shown with the last line of the check.
    whenParsed(value => value.State?.Health && Object.assign(value.State.Health, {Status: throwingText}));
    break;
  case 'response':
    throwIn(IncomingMessage, 'end');
    break;
  case 'signal':
    process.on('SIGCONT', throwOnce);
    setInterval(() => process.kill(process.pid, 'SIGCONT'), 20).unref();
    break;
  case 'timer':
    setInterval(throwOnce, 20).unref();
    break;
  case 'every-tick':
    setInterval(() => {
      if (existsSync(when)) throw new Error(`injected into ${kind}`);
    }, 20).unref();
    break;
  case 'rejection':
    setInterval(() => void (async () => throwOnce())(), 20).unref();
    break;
  case 'next-tick':
    setInterval(() => process.nextTick(throwOnce), 20).unref();
    break;
  case 'write': {
    const {write} = process.stdout;
    process.stdout.write = function (...rest) {
      throwOnce();
      return write.apply(this, rest);
    };
    break;
  }
}
