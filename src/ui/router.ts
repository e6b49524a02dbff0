import {postDown, postRestart, postTasks} from './actions.ts';
import {ApiError} from './api-error.ts';
import type {ApiCall, Handler} from './call.ts';
import {getEvents} from './events-route.ts';
import {getLogs} from './logs-route.ts';
import {getOutputs} from './outputs-route.ts';
import {sendJson} from './respond.ts';
import {getRun, getRuns} from './runs-route.ts';
import {API_VERSION} from '../schema/ui-api.ts';
import {checkNames} from './query.ts';

type Method = 'GET' | 'POST';

/** The handlers of each path; `*` is the id of a run. */
const routes: Readonly<Record<string, Partial<Record<Method, Handler>>>> = {
  '/api/': {GET: getAbout},
  '/api/runs': {GET: getRuns},
  '/api/runs/*': {GET: getRun},
  '/api/runs/*/events': {GET: getEvents},
  '/api/runs/*/logs': {GET: getLogs},
  '/api/runs/*/outputs': {GET: getOutputs},
  '/api/runs/*/stop': {POST: postTasks('stop')},
  '/api/runs/*/start': {POST: postTasks('start')},
  '/api/runs/*/restart': {POST: postRestart},
  '/api/runs/*/down': {POST: postDown},
};

/** The handler of a path, and the id in the path. @throws ApiError if the path is unknown */
export function routeOf(method: string, path: string): {readonly handler: Handler; readonly run: string} {
  const [, , , run = ''] = path.split('/');
  const pattern = path.split('/').map((part, at) => (at === 3 && part !== '' ? '*' : part));
  const route = Object.entries(routes).find(([known]) => known === pattern.join('/'))?.[1];
  if (!route) throw new ApiError(404, 'no-such-path', 'there is nothing at this path');
  const handler = Object.entries(route).find(([known]) => known === method)?.[1];
  if (handler) return {handler, run};
  const allowed = Object.keys(route);
  throw new ApiError(405, 'wrong-method', `expected ${allowed.join(' or ')}`, {allowed});
}

/** `GET /api/`: a description of this server. */
async function getAbout({query, response, services}: ApiCall): Promise<void> {
  checkNames(query, []);
  sendJson(response, 200, {version: API_VERSION, bottle: services.bottle, pid: process.pid});
}
