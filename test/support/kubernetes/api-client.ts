import {request} from 'node:https';
import {text} from 'node:stream/consumers';
import type {Credentials} from './kubeconfig.ts';

/** Plain requests to an API server, for test setups and checks. */
export interface ApiClient {
  /** @param path path starting with `/api` or `/apis`, with its query */
  request(method: string, path: string, body?: object): Promise<ApiAnswer>;
  /** The object in the response. Throws with the server's message for an error status. */
  ask<T = ApiObject>(method: string, path: string, body?: object): Promise<T>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** The fields of an object used by tests. `spec` and `status` depend on its kind. */
export interface ApiObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

interface Access {
  readonly url: string;
  /** PEM. */
  readonly authority: string;
  readonly credentials: Credentials;
}

export function createApiClient({url, authority, credentials}: Access): ApiClient {
  const send: ApiClient['request'] = async (method, path, body) =>
    await new Promise((resolve, reject) => {
      const headers = {
        ...('token' in credentials && {Authorization: `Bearer ${credentials.token}`}),
        ...(body && {
          'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        }),
      };
      // A separate connection for each request, so none is left open after a test.
      const options = {
        method,
        headers,
        ca: authority,
        agent: false,
        ...('cert' in credentials && credentials),
      };
      const sent = request(url + path, options, response => {
        text(response).then(answer => resolve({status: response.statusCode ?? 0, body: answer}), reject);
      });
      sent.on('error', reject);
      sent.setTimeout(30_000, () => sent.destroy(new Error(`no answer in 30 s to ${method} ${path}`)));
      sent.end(body && JSON.stringify(body));
    });
  return {
    request: send,
    async ask<T>(method: string, path: string, body?: object) {
      const answer = await send(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body) as T;
    },
  };
}
