import {expect, test} from 'vitest';
import {probedOutputs} from '../../src/cli/views/run/addresses.ts';

test.each([
  [['port 5432', 'port 80'], {port: '5432'}],
  [['http http://127.0.0.1:3000/health'], {url: 'http://127.0.0.1:3000/health'}],
  [['a log line matching /listening on (?<url>http://\\S+)/'], {}],
  [['command curl http://127.0.0.1/', 'exec curl http://127.0.0.1/'], {}],
])('the address in the probes %j is %j', (probes, outputs) => expect(probedOutputs(probes)).toEqual(outputs));
