/** The server refused a request, or could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status; `undefined` if there was no response. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The result of a GET request under `/api/`. */
export async function get<Result>(path: string, signal?: AbortSignal): Promise<Result> {
  const response = await request(path, signal ? {signal} : {});
  return (await response.json()) as Result;
}

/** The result of a POST request under `/api/`. */
export async function post<Result>(path: string, body: object): Promise<Result> {
  const response = await request(path, {body});
  return (await response.json()) as Result;
}

/** Parameters of a request. */
interface Asked {
  /** Of a POST request. */
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/**
 * A successful response to a request under `/api/`.
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

/** The address that `bottle ui` prints has it; it stays there, so that the page can be reloaded. */
const TOKEN = new URLSearchParams(location.search).get('token') ?? '';

async function messageOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as {error?: {message?: string}} | undefined;
  return body?.error?.message ?? `the request failed with status ${response.status}`;
}
