/** The shown part of the page. It is stored in the fragment of the URL, so that links, reloading and the back button work. */
export type Route =
  | {readonly page: 'runs'}
  | {
      readonly page: 'run';
      readonly run: string;
      readonly view: RunView;
      /** The task whose details are shown. */
      readonly task: string | undefined;
      /** With `logs`: the tasks whose logs are shown; empty for all. */
      readonly logsOf: readonly string[];
    };

/** The views of a run. */
export type RunView = (typeof RUN_VIEWS)[number];

export const RUN_VIEWS = ['overview', 'timeline', 'logs'] as const;

/** The route of a URL fragment; the route of all runs for an unknown fragment. */
export function parseRoute(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?');
  const [page, run, view] = path.split('/').map(decodeURIComponent);
  if (page !== 'run' || run === undefined) return {page: 'runs'};
  const parameters = new URLSearchParams(query);
  return {
    ...{page, run},
    view: RUN_VIEWS.find(each => each === view) ?? 'overview',
    task: parameters.get('task') ?? undefined,
    logsOf: parameters.getAll('logs'),
  };
}

export const RUNS_ADDRESS = '#/';

/** The URL fragment for a view of a run. */
export function addressOf(
  run: string,
  view: RunView,
  {task, logsOf = []}: {readonly task?: string | undefined; readonly logsOf?: readonly string[]} = {},
): string {
  const parameters = new URLSearchParams();
  if (task !== undefined) parameters.set('task', task);
  for (const name of logsOf) parameters.append('logs', name);
  const query = parameters.size > 0 ? `?${parameters.toString()}` : '';
  return `#/run/${encodeURIComponent(run)}/${view}${query}`;
}
