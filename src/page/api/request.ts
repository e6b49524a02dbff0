/** Thrown if the server rejects a request or cannot be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status; `undefined` if there was no response. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The result of a GET request below `/api/`. */
export async function get<Result>(path: string, signal?: AbortSignal): Promise<Result> {
  const response = await request(path, signal ? {signal} : {});
  return (await response.json()) as Result;
}

/** The result of a POST request below `/api/`. */
export async function post<Result>(path: string, body: object): Promise<Result> {
  const response = await request(path, {body});
  return (await response.json()) as Result;
}

/** Parameters of a request. */
interface Asked {
  /** The body of a POST request. */
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request below `/api/`, and returns the successful response.
 *
 * @throws ApiError
 */
export async function request(path: string, {body, signal}: Asked = {}): Promise<Response> {
  const response = await fetch(`/api/${path}`, {
    ...(signal && {signal}),
    ...(body && {method: 'POST', body: JSON.stringify(body)}),
    headers: {authorization: `Bearer ${TOKEN}`, ...(body && {'content-type': 'application/json'})},
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError('cannot reach `bottle ui`');
  });
  if (response.ok) return response;
  throw new ApiError(await messageOf(response), response.status);
}

/** The token from the URL that `bottle ui` prints. It remains in the URL, so that the page can be reloaded. */
const TOKEN = new URLSearchParams(location.search).get('token') ?? '';

async function messageOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as {error?: {message?: string}} | undefined;
  return body?.error?.message ?? `the request failed with status ${response.status}`;
}
