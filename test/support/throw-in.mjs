// Preloaded into bottle: throws an error from one kind of handler, once the file named by BOTTLE_TEST_THROW_WHEN exists.
import {ChildProcess} from 'node:child_process';
import {existsSync} from 'node:fs';
import {IncomingMessage} from 'node:http';
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

switch (kind) {
  case 'output':
    throwIn(Socket, 'data');
    break;
  case 'exit':
    throwIn(ChildProcess, 'exit');
    break;
  case 'connect':
    throwIn(Socket, 'connect');
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
