import {readStatus} from '../../../history/read-events.ts';
import {emptyStatus} from '../../../history/run-status.ts';
import {isUp} from '../../../runs/run-state.ts';
import {urlsOf} from '../../../runs/task-urls.ts';
import type {OpenReport} from '../../../schema/open-report.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {OutputStream} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {jsonText} from '../../text/json-text.ts';
import {chooseRun} from '../run-lookup.ts';
import {refuseUnknownTask} from '../unknown-task.ts';
import {openInBrowser} from './browser.ts';

/** The flags of `bottle open`, as parsed by commander. */
export interface OpenFlags {
  readonly run?: string;
  readonly format: 'text' | 'json';
}

/** `bottle open`: 0, even without a browser; 1 if the task has no URL; 2 if there is no such run or task. */
export async function openCommand(
  asked: string | undefined,
  {run: askedRun, format}: OpenFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(askedRun, ['alive'], cli);
  if (!chosen) return EXIT_INVALID;
  const {run} = chosen;
  const {tasks} = (await readStatus(run.dir)) ?? emptyStatus;
  const named = tasks.find(({task}) => task === asked);
  if (asked !== undefined && !named)
    return refuseUnknownTask(
      asked,
      tasks.map(({task}) => task),
      run,
      cli,
    );
  const pages = (named ? [named] : tasks).filter(isUp).flatMap(each => {
    const url = urlsOf(each).find(candidate => /^https?:/.test(candidate));
    return url === undefined ? [] : [{task: each.task, url: pageOf(url)}];
  });
  const [page, ...others] = pages;
  if (!page || others.length > 0) {
    cli.stderr.write(`error: ${printable(refusal(named, run.name, pages))}\n`);
    return page ? EXIT_INVALID : 1;
  }
  const opened = isTerminal(cli.stdout) && (await openInBrowser(page.url, cli));
  const report: OpenReport = {version: 1, run: run.id, name: run.name, ...page, opened};
  cli.stdout.write(format === 'json' ? `${jsonText(report, 2)}\n` : `${printable(page.url)}\n`);
  return 0;
}

function isTerminal({isTTY}: OutputStream): boolean {
  return isTTY === true;
}

/** Removes the path: a probe requests a cheap path such as `/health`, but people want the page. */
function pageOf(url: string): string {
  return `${new URL(url).origin}/`;
}

function refusal(
  named: {readonly task: string; readonly status: string} | undefined,
  run: string,
  pages: readonly {readonly task: string}[],
): string {
  if (pages.length > 0)
    return `several tasks of run \`${run}\` have a URL; name one of them: ${pages.map(({task}) => task).join(', ')}`;
  if (!named) return `no task of run \`${run}\` that is up has an http URL; add a \`ready: {http: …}\` probe`;
  return isUp(named as Parameters<typeof isUp>[0])
    ? `task \`${named.task}\` has no http URL; add a \`ready: {http: …}\` probe`
    : `task \`${named.task}\` is ${named.status}`;
}
