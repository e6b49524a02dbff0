import {createConnection} from 'node:net';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {cp, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {startUi, type UiClient} from '../support/ui-client.ts';

const LAUNCH = `
name: shop
tasks:
  web: {serve: 'echo up; echo ready to serve >&2; exec sleep 600', ready: {log: up}}
  once: {run: 'echo hi; echo oops >&2', needs: [web]}
`;

async function upAndUi(launchFile = LAUNCH): Promise<{rig: LaunchRig; ui: UiClient; run: string}> {
  const rig = await launchRig(launchFile);
  expect((await rig.bottle(['up', '-d']).ended()).code).toBe(0);
  const [run = ''] = await readdir(join(rig.stateDir, 'runs'));
  return {rig, run, ui: await startUi(rig)};
}

describe('access to the server', () => {
  test('is denied to another host, origin or site, and without a token', async () => {
    const ui = await startUi(await launchRig(LAUNCH));
    const own = {host: `localhost:${ui.port}`};
    const cases: [number, Record<string, string>][] = [
      [200, own],
      [403, {host: 'evil.example'}],
      [403, {host: `evil.example:${ui.port}`}],
      [403, {...own, origin: 'http://evil.example'}],
      [403, {...own, 'sec-fetch-site': 'cross-site'}],
      [401, {...own, authorization: ''}],
      [401, {...own, authorization: `Bearer ${'a'.repeat(43)}`}],
    ];
    for (const [status, headers] of cases) {
      const answer = await ui.send('/api/', {headers});
      expect(answer, JSON.stringify(headers)).toMatchObject({status, ...(status > 200 && {text: ''})});
      expect(answer.headers).toMatchObject({
        ...{'cache-control': 'no-store', 'x-content-type-options': 'nosniff'},
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      });
      expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([]);
    }
    expect(await ui.send('/', {headers: {authorization: ''}})).toMatchObject({status: 401, text: ''});
    expect(await ui.send('/?token=a')).toMatchObject({status: 401, text: ''});
    // A preflight request has no token.
    const preflight = {method: 'OPTIONS', headers: {authorization: '', origin: 'http://evil.example'}};
    expect(await ui.send('/api/runs', preflight)).toMatchObject({status: 403, text: ''});
  });

  test('is limited to loopback, and no command line contains the token', async () => {
    const ui = await startUi(await launchRig(LAUNCH));
    const table = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    const port = ui.port.toString(16).toUpperCase().padStart(4, '0');
    const listening = table.filter(line => line.includes(`:${port} `) && line.includes(' 0A '));
    expect(listening.map(line => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
    expect(readFileSync('/proc/net/tcp6', 'utf8')).not.toContain(`:${port} `);
    expect(readFileSync(`/proc/${ui.launch.pid}/cmdline`, 'utf8')).not.toContain(ui.token);
  });

  test('is granted to the browser of `--open` by a ticket that works once', async () => {
    const rig = await launchRig(LAUNCH);
    await rig.write('xdg-open', '#!/bin/sh\nprintf %s "$1" > asked\nmv asked opened\n');
    await rig.start(['chmod', '+x', join(rig.dir, 'xdg-open')]).ended();
    const launch = rig.bottle(['ui', '--open'], {
      env: {DISPLAY: ':0', PATH: `${rig.dir}:${process.env.PATH ?? ''}`},
    });
    const [, port = '', token = ''] =
      /127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/.exec(await launch.printed('token')) ?? [];
    const opened = await expect
      .poll(async () => await rig.read('opened').catch(() => ''))
      .toMatch(/\?ticket=/)
      .then(async () => await rig.read('opened'));
    expect(opened).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?ticket=[\\w-]{43}$`));
    expect(opened).not.toContain(token);
    const first = await fetch(opened, {redirect: 'manual'});
    expect([first.status, first.headers.get('location')]).toEqual([303, `/?token=${token}`]);
    expect((await fetch(opened, {redirect: 'manual'})).status).toBe(401);
  });
});

test('an invalid request of the API is rejected with a reason', async () => {
  const {ui, run} = await upAndUi();
  const json = {'content-type': 'application/json'};
  const at = (path: string): string => `/api/runs/${run}${path}`;
  const cases: [number, string, object, object?][] = [
    [404, '/api/nothing', {}],
    [404, '/api/runs/20200101-000000-none', {}],
    [404, '/api/runs/..%2f..%2fetc', {}],
    [405, at('/stop'), {}, {allowed: ['POST']}],
    [405, '/api/runs', {method: 'DELETE'}, {allowed: ['GET']}],
    [400, '/api/runs?folow', {}, {parameter: 'folow'}],
    [400, '/api/runs?follow=maybe', {}, {parameter: 'follow'}],
    [400, at('/logs?match=('), {}, {parameter: 'match'}],
    [400, at('/logs?tail=-1'), {}, {parameter: 'tail'}],
    [400, at('/logs?since=yesterday'), {}, {parameter: 'since'}],
    [400, at('/logs?stream=stdin'), {}, {parameter: 'stream'}],
    [400, at('/logs?task=web&task=wbe'), {}, {parameter: 'task'}],
    [415, at('/stop'), {method: 'POST', body: 'tasks=web'}],
    [415, at('/stop'), {method: 'POST', body: '{"tasks":["web"]}', headers: {'content-type': 'text/plain'}}],
    [400, at('/stop'), {method: 'POST', body: '{', headers: json}],
    [400, at('/stop'), {method: 'POST', body: '[]', headers: json}],
    [400, at('/stop'), {method: 'POST', body: '{"tasks":[]}', headers: json}, {parameter: 'tasks'}],
    [400, at('/stop'), {method: 'POST', body: '{"tasks":[1]}', headers: json}, {parameter: 'tasks'}],
    [400, at('/stop'), {method: 'POST', body: '{"tasks":["wbe"]}', headers: json}, {parameter: 'tasks'}],
    [
      400,
      at('/restart'),
      {method: 'POST', body: '{"tasks":["web"],"deps":1}', headers: json},
      {parameter: 'deps'},
    ],
    [400, at('/down'), {method: 'POST', body: '{"all":true}', headers: json}, {parameter: 'all'}],
    [413, at('/stop'), {method: 'POST', body: ' '.repeat(300_000), headers: json}],
    [431, '/api/', {headers: {'x-large': 'a'.repeat(20_000)}}],
  ];
  for (const [status, path, request, error] of cases) {
    const answer = await ui.send(path, request);
    expect(answer.status, `${path} ${JSON.stringify(request).slice(0, 80)}: ${answer.text}`).toBe(status);
    if (status === 431) continue;
    expect(JSON.parse(answer.text)).toMatchObject({error: {message: expect.any(String) as string, ...error}});
  }
  expect(await ui.json(`/api/runs/${run}`)).toMatchObject({state: 'ready', up: 2});
});

describe('streams', () => {
  test('show a run from start to end to all clients', async () => {
    const rig = await launchRig(LAUNCH);
    // The first run creates the state directory.
    const ui = await startUi(rig);
    const runs = await ui.stream('/api/runs?follow');
    expect(await runs.line(() => true)).toEqual({type: 'runs', runs: []});
    await rig.bottle(['up', '-d']).ended();
    const {run} = (await runs.line(line => stateOf(line) === 'ready')) as {run: {id: string}};
    expect(run).toMatchObject({name: 'shop', up: 2, total: 2, failed: 0, endedAt: null, failure: null});
    const events = await ui.stream(`/api/runs/${run.id}/events?follow`);
    await events.line(({type}) => type === 'caught-up');
    await rig.bottle(['down']).ended();
    await events.ended;
    expect(events.all.map(({type}) => type)).toEqual(
      expect.arrayContaining(['run-started', 'task-ready', 'caught-up', 'teardown-started', 'run-ended']),
    );
    expect(events.all.map(({type}) => type)).not.toContain('task-output');
    expect(events.all.at(-1)).toEqual({type: 'over', state: 'ended'});
    await runs.line(line => stateOf(line) === 'ended');
    await rm(join(rig.stateDir, 'runs', run.id), {recursive: true});
    await runs.line(line => line.type === 'run-gone' && line.id === run.id);
  });

  test('show a killed run as dead, and its cleanup', async () => {
    const {rig, ui, run} = await upAndUi();
    const [runs, events, logs] = await Promise.all(
      ['/api/runs', `/api/runs/${run}/events`, `/api/runs/${run}/logs`].map(
        async path => await ui.stream(`${path}?follow`),
      ),
    );
    await Promise.all([events, logs].map(async each => await each?.line(({type}) => type === 'caught-up')));
    const {pid} = (await ui.json(`/api/runs/${run}`)) as {pid: number};
    process.kill(pid, 'SIGKILL');
    await runs?.line(line => stateOf(line) === 'dead');
    await Promise.all([events?.ended, logs?.ended]);
    expect([events?.all.at(-1), logs?.all.at(-1)]).toEqual([
      ...[
        {type: 'over', state: 'dead'},
        {type: 'over', state: 'dead'},
      ],
    ]);
    const down = await ui.post(`/api/runs/${run}/down`, {});
    expect(JSON.parse(down.text)).toEqual({
      version: 1,
      runs: [{run, name: 'shop', outcome: 'recovered', leftovers: [], problem: null}],
    });
    await runs?.line(line => stateOf(line) === 'ended');
    ui.launch.signal('SIGTERM');
    await ui.launch.ended();
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('report a deleted state directory, and continue with the next run', async () => {
    const {rig, ui, run} = await upAndUi();
    await rig.bottle(['down']).ended();
    const runs = await ui.stream('/api/runs?follow');
    await runs.line(({type}) => type === 'runs');
    await rm(rig.stateDir, {recursive: true});
    await runs.line(line => line.type === 'run-gone' && line.id === run);
    await rig.bottle(['up', '-d']).ended();
    await runs.line(line => stateOf(line) === 'ready');
  });

  test('of logs contain the requested lines and new ones', async () => {
    const rig = await launchRig(`
tasks:
  web: {serve: 'echo up; read -r line < go; echo "got $line"; exec sleep 600', ready: {log: up}}
  once: {run: 'printf "\\033[31mone\\033[0m\\ntwo\\n"; sleep 0.05; echo three >&2', needs: [web]}
`);
    const gate = await rig.gate('go');
    await rig.bottle(['up', '-d']).ended();
    const ui = await startUi(rig);
    const [run = ''] = await readdir(join(rig.stateDir, 'runs'));
    const followed = await ui.stream(`/api/runs/${run}/logs?follow&task=web&match=^got&tail=10`);
    await followed.line(({type}) => type === 'caught-up');
    const linesOf = async (query: string): Promise<unknown[]> => {
      const {text} = await ui.send(`/api/runs/${run}/logs?${query}`);
      const lines = text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>);
      expect(lines.at(-1)).toEqual({type: 'caught-up'});
      return lines.slice(0, -1).map(({line}) => line);
    };
    expect(await linesOf('task=once')).toEqual(['\u001b[31mone\u001b[0m', 'two', 'three']);
    expect(await linesOf('task=once&stream=stderr')).toEqual(['three']);
    expect(await linesOf('match=^(one|up)$')).toEqual(['up', '\u001b[31mone\u001b[0m']);
    expect(await linesOf('tail=1')).toEqual(['up', 'three']);
    expect(await linesOf('until=2020-01-01')).toEqual([]);
    expect(await linesOf('since=2020-01-01&task=web')).toEqual(['up']);
    gate.open();
    expect(await followed.line(({type}) => type === 'task-output')).toMatchObject({line: 'got go'});
    expect(followed.all.map(({type}) => type)).toEqual(['caught-up', 'task-output']);
  });

  test('end with an error if a pattern takes too long, and the server keeps responding', async () => {
    const {ui, run} = await upAndUi(
      `tasks: {long: {run: 'echo ${'a'.repeat(60)}!'}, web: {serve: sleep 600}}`,
    );
    const {text} = await ui.send(`/api/runs/${run}/logs?match=${encodeURIComponent('^(a+)+$')}`);
    expect(
      text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as unknown),
    ).toEqual([{type: 'error', error: {code: 'slow-pattern', message: expect.any(String) as string}}]);
    expect(await ui.json('/api/')).toMatchObject({version: 1});
  });

  test('wait for a slow client without using much memory', async () => {
    const {ui, run} = await upAndUi(
      `tasks: {loud: {run: 'yes ${'x'.repeat(1_000)} | head -n 40000'}, web: {serve: sleep 600, needs: [loud]}}`,
    );
    const socket = createConnection({host: '127.0.0.1', port: ui.port});
    socket.write(
      `GET /api/runs/${run}/logs?follow HTTP/1.1\r\nHost: 127.0.0.1:${ui.port}\r\nAuthorization: Bearer ${ui.token}\r\n\r\n`,
    );
    await once(socket, 'readable');
    const memory = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ui.launch.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = memory();
    // Other clients are served meanwhile, even with the same lines.
    const {text} = await ui.send(`/api/runs/${run}/logs?tail=2`);
    expect(text.trim().split('\n')).toHaveLength(3);
    expect(memory() - before).toBeLessThan(100);
    socket.destroy();
  });

  test('list fifty runs in one message', async () => {
    const {rig, ui, run} = await upAndUi();
    await rig.bottle(['down']).ended();
    const dir = join(rig.stateDir, 'runs');
    const ids = Array.from({length: 50}, (_, at) => `20200101-0000${10 + at}-copy`);
    await Promise.all(ids.map(async id => await cp(join(dir, run), join(dir, id), {recursive: true})));
    const runs = await ui.stream('/api/runs?follow');
    const first = (await runs.line(() => true)) as {runs: {id: string; state: string}[]};
    expect(first.runs.map(({id}) => id)).toEqual([...ids, run]);
    expect(first.runs.every(({state}) => state === 'ended')).toBe(true);
  });
});

describe('actions match the commands', () => {
  test('for stop, start, restart and outputs', async () => {
    const {rig, ui, run} = await upAndUi(
      `
env: {TOKEN: {secret: true, value: s3cret-value}}
tasks:
  web: {serve: 'echo up; exec sleep 600', ready: {log: up}}
  once: {run: 'echo "plain=1" >> "$BOTTLE_OUTPUT"', outputs: [plain], needs: [web]}
`.replace(/^env.*\n/m, ''),
    );
    const report = async (method: string, body: object): Promise<unknown> => {
      const {status, text} = await ui.post(`/api/runs/${run}/${method}`, body);
      expect(status, text).toBe(200);
      return JSON.parse(text) as unknown;
    };
    const facts = {version: 1, run, name: 'work', succeeded: true};
    const both = (web: string, once: string) => [
      {task: 'web', state: web, failure: null},
      {task: 'once', state: once, failure: null},
    ];
    expect(await report('stop', {tasks: ['web']})).toEqual({...facts, tasks: both('stopped', 'stopped')});
    expect(await report('start', {tasks: ['web']})).toEqual({...facts, tasks: both('ready', 'done')});
    expect(await report('restart', {tasks: ['web'], deps: false})).toEqual({
      ...facts,
      tasks: both('ready', 'done').slice(0, 1),
    });
    const outputs = await rig.bottle(['outputs', '--format', 'json']).ended();
    expect(await ui.json(`/api/runs/${run}/outputs`)).toEqual(JSON.parse(outputs.stdout));
    const listed = await rig.bottle(['ps', '--all', '--format', 'json']).ended();
    const ofRun = (list: unknown): unknown =>
      (list as {runs: {tasks: {pid: number}[]}[]}).runs[0]?.tasks[0]?.pid;
    expect(ofRun(await ui.json('/api/runs'))).toBe(ofRun(JSON.parse(listed.stdout)));
  });

  test('for down of a live run, and for requests to an ended run', async () => {
    const {rig, ui, run} = await upAndUi();
    const down = await ui.post(`/api/runs/${run}/down`, {force: true});
    const runs = [{run, name: 'shop', outcome: 'stopped', leftovers: [], problem: null}];
    expect(JSON.parse(down.text)).toEqual({version: 1, runs});
    const again = await ui.post(`/api/runs/${run}/down`, {volumes: false});
    expect(JSON.parse(again.text)).toEqual({version: 1, runs: []});
    const stop = await ui.post(`/api/runs/${run}/stop`, {tasks: ['web']});
    expect(stop.status).toBe(409);
    expect(JSON.parse(stop.text)).toMatchObject({error: {code: 'wrong-state', state: 'ended'}});
    ui.launch.signal('SIGTERM');
    await ui.launch.ended();
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('and report the reason if a run does not respond', async () => {
    const {rig, ui, run} = await upAndUi();
    await rm(join(rig.stateDir, 'runs', run, 'control.sock'));
    const answer = await ui.post(`/api/runs/${run}/restart`, {tasks: ['web']});
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.text)).toEqual({
      error: {
        code: 'not-running',
        message: 'run `shop` does not listen for requests; it may be starting or ending; try again',
      },
    });
  });
});

describe('shutdown', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s closes all streams and leaves only the runs', async (signal, code) => {
    const {rig, ui, run} = await upAndUi();
    const streams = await Promise.all(
      ['runs', `runs/${run}/events`, `runs/${run}/logs`].map(
        async path => await ui.stream(`/api/${path}?follow`),
      ),
    );
    await Promise.all(streams.map(async stream => await stream.line(() => true)));
    ui.launch.signal(signal);
    expect(await ui.launch.ended()).toMatchObject({code, stderr: ''});
    await Promise.all(streams.map(async ({ended}) => await ended));
    const down = await rig.bottle(['down', '--format', 'json']).ended();
    expect(JSON.parse(down.stdout)).toMatchObject({runs: [{run, outcome: 'stopped'}]});
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('answers pending requests, and the run completes them', async () => {
    const {rig, ui, run} = await upAndUi(
      `tasks: {web: {serve: 'trap "read -r line < go; exit" TERM; echo up; while :; do sleep 0.05; done', ready: {log: up}, grace: 60s}}`,
    );
    const gate = await rig.gate('go');
    const events = await ui.stream(`/api/runs/${run}/events?follow`);
    const answer = ui.post(`/api/runs/${run}/restart`, {tasks: ['web']});
    await events.line(({type}) => type === 'task-stopping');
    ui.launch.signal('SIGINT');
    expect(await answer).toMatchObject({status: 503});
    expect((await ui.launch.ended()).code).toBe(130);
    gate.open();
    await expect
      .poll(async () => (await rig.bottle(['ps', '--format', 'json']).ended()).stdout)
      .toMatch(/"state": "ready",[^]*"restarts": 1/);
  });

  test('waits until the recovery of a dead run is complete', async () => {
    const rig = await launchRig(
      `tasks: {web: {serve: 'trap "echo asked > asked; read -r line < go; exit" TERM; echo up; exec >&- 2>&-; while :; do sleep 0.05; done', ready: {log: up}, grace: 60s}}`,
    );
    const gate = await rig.gate('go');
    // Closes the output of the service: without a reader, a shell that reports the end of `sleep` would end by SIGPIPE.
    const launch = rig.run();
    const {run} = await launch.event('run-started');
    await launch.event('run-ready');
    launch.signal('SIGKILL');
    await launch.ended();
    const ui = await startUi(rig);
    const answer = ui.post(`/api/runs/${run}/down`, {});
    await expect.poll(async () => await rig.read('asked').catch(() => '')).toBe('asked\n');
    ui.launch.signal('SIGINT');
    await ui.launch.printed('waiting for a request to finish; press Ctrl-C again to skip grace periods');
    gate.open();
    expect(JSON.parse((await answer).text)).toMatchObject({
      runs: [{run, outcome: 'recovered', leftovers: []}],
    });
    expect((await ui.launch.ended()).code).toBe(130);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('a port in use is reported', async () => {
    const rig = await launchRig(LAUNCH);
    const ui = await startUi(rig);
    expect(await rig.bottle(['ui', '--port', String(ui.port)]).ended()).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: port ${ui.port} is in use; omit \`--port\` to use a free one\n`,
    });
  });
});

function stateOf(line: Record<string, unknown>): unknown {
  return (line.run as {state?: unknown} | undefined)?.state;
}
