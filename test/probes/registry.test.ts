import {describe, expect, test} from 'vitest';
import type {ProbeName, ProbeSourceOf} from '../../src/probes/kind.ts';
import {createProbe, describeProbe, limitsOf, probeTargetOf} from '../../src/probes/registry.ts';
import type {Probe as ProbeSource, ProbeLimits} from '../../src/schema/probes.ts';
import {outputLines} from '../../src/output/output-lines.ts';
import {fakeChannel} from '../support/fake-channel.ts';
import {probeContext} from '../support/probe-context.ts';

interface Case<Source> {
  readonly source: Source;
  readonly probeTarget: unknown;
  readonly description: string;
}

/** Each kind of probe, as written in a launch file. Does not compile if a kind is missing. */
const cases: {readonly [Name in ProbeName]: readonly Case<ProbeSourceOf<Name>>[]} = {
  port: [
    {source: {port: 8888}, probeTarget: 'endpoint', description: 'port 8888'},
    {source: {port: '8888'}, probeTarget: 'endpoint', description: 'port 8888'},
    {source: {port: 'db:5432'}, probeTarget: undefined, description: 'port db:5432'},
    {source: {port: '${{ vars.db:5432 }}'}, probeTarget: undefined, description: 'port db:5432'},
  ],
  http: [
    {source: {http: 'http://${{ vars.db }}/'}, probeTarget: undefined, description: 'http http://db/'},
    {source: {http: {url: 'http://${{ vars.db }}/'}}, probeTarget: undefined, description: 'http http://db/'},
  ],
  log: [
    {source: {log: 'a/b \\d'}, probeTarget: 'output', description: 'a log line matching /a/b \\d/'},
    {source: {log: 'up', times: 2}, probeTarget: 'output', description: '2 log lines matching /up/'},
  ],
  file: [{source: {file: './${{ vars.x }}.sock'}, probeTarget: undefined, description: 'file ./x.sock'}],
  command: [
    {
      source: {command: 'test "${{ vars.x }}"'},
      probeTarget: undefined,
      description: 'command test "x"',
    },
    {source: {command: 'one\ntwo\n'}, probeTarget: undefined, description: 'command one …'},
    {
      source: {command: ['test', '-e', '${{ vars.x }}']},
      probeTarget: undefined,
      description: 'command test -e x',
    },
    {source: {command: ['sh', '-c', 'one\ntwo']}, probeTarget: undefined, description: 'command sh -c one …'},
  ],
  notify: [{source: {notify: {}}, probeTarget: 'notify', description: 'a line break on $BOTTLE_NOTIFY_FD'}],
  health: [{source: {health: {}}, probeTarget: 'health', description: "Docker's health check"}],
  echo: [{source: {echo: {}}, probeTarget: 'channel', description: 'an echo over the exec channel'}],
  exec: [
    {source: {exec: ['pg_isready', '-q']}, probeTarget: 'channel', description: 'exec pg_isready -q'},
    {source: {exec: ['nc', '${{ vars.db }}']}, probeTarget: 'channel', description: 'exec nc db'},
  ],
};

describe.each(Object.entries(cases))('%s', (_name, of) => {
  test.each(of as readonly Case<ProbeSource>[])(
    'is created from $source',
    ({source, probeTarget, description}) => {
      const subject = {
        output: outputLines(),
        notified: Promise.resolve(),
        channel: fakeChannel(),
        health: {follow: () => undefined},
      };
      const context = probeContext({subject});
      expect(probeTargetOf(source)).toBe(probeTarget);
      expect(describeProbe(source, context.values)).toBe(description);
      expect(createProbe(source, context).probe.description).toBe(description);
      expect(limitsOf(source)).toEqual({timeoutMs: 30_000, attemptTimeoutMs: 2_000, successes: 1});
    },
  );
});

const limits: ProbeLimits = {timeout: '1m', attempt_timeout: '500ms', successes: 3, interval: '1.5s'};

test.each<[string, ProbeSource]>([
  ['next to a number', {port: 80, ...limits}],
  ['next to a URL', {http: 'http://db/', ...limits}],
  ['inside an http request', {http: {url: 'http://db/', ...limits}}],
  ['next to a pattern', {log: 'up', ...limits}],
  ['next to a path', {file: 'x', ...limits}],
  ['next to a command', {command: 'true', ...limits}],
  ['inside an echo', {echo: limits}],
  ['next to an exec command', {exec: ['true'], ...limits}],
])('limits can be %s', (_where, source) => {
  expect(limitsOf(source)).toEqual({
    timeoutMs: 60_000,
    attemptTimeoutMs: 500,
    successes: 3,
    intervalMs: 1_500,
  });
});

test('a notification has limits too', () => {
  expect(limitsOf({notify: {timeout: '1h'}})).toEqual({
    timeoutMs: 3_600_000,
    attemptTimeoutMs: 2_000,
    successes: 1,
  });
});
