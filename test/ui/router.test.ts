import {expect, test} from 'vitest';
import {ApiError} from '../../src/ui/api-error.ts';
import {routeOf} from '../../src/ui/router.ts';

test.each([
  ['GET', '/api/', ''],
  ['GET', '/api/runs', ''],
  ['GET', '/api/runs/20261129-010305-ttv3', '20261129-010305-ttv3'],
  ['GET', '/api/runs/20261129-010305-ttv3/logs', '20261129-010305-ttv3'],
  ['POST', '/api/runs/a/stop', 'a'],
  // The id is looked up in the list of runs, which contains no such id.
  ['GET', '/api/runs/..%2f../logs', '..%2f..'],
])('%s %s is served', (method, path, run) => {
  expect(routeOf(method, path).run).toBe(run);
});

test.each([
  '/api',
  '/api/runs/',
  '/api/runs/a/',
  '/api/runs//logs',
  '/api/runs/a/b/logs',
  '/api/runs/../../etc/passwd',
  '/api/runs/a/nothing',
  '/api/__proto__',
  '//api/runs',
  'http://127.0.0.1/api/runs',
  '/page.html',
  '',
])('`%s` is not found', path => {
  expect(errorOf('GET', path)).toMatchObject({status: 404, code: 'no-such-path'});
});

test.each([
  ['POST', '/api/runs', ['GET']],
  ['GET', '/api/runs/a/down', ['POST']],
  ['OPTIONS', '/api/runs/a/down', ['POST']],
  ['get', '/api/', ['GET']],
  ['constructor', '/api/', ['GET']],
])('%s of %s is rejected with the allowed methods', (method, path, allowed) => {
  expect(errorOf(method, path)).toMatchObject({status: 405, facts: {allowed}});
});

function errorOf(method: string, path: string): unknown {
  try {
    return routeOf(method, path);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
