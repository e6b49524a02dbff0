import {RunPage} from '../run/run-page.tsx';
import {RunsPage} from '../runs/runs-page.tsx';
import {ActionDialog} from '../actions/action-dialog.tsx';
import {ActionNotices} from '../actions/action-notice.tsx';
import {useEffect, useRef} from 'preact/hooks';
import {announcement} from './announce.ts';
import {ConnectionNotice} from './connection-notice.tsx';
import {HelpDialog} from './help-dialog.tsx';
import {route} from './route.ts';
import {TopBar} from './top-bar.tsx';

/** The whole page. */
export function App() {
  const {value} = route;
  const main = useRef<HTMLElement>(null);
  const shown = value.page === 'run' ? value.run : '';
  const isFirst = useRef(true);
  useEffect(() => {
    // Keyboard and screen readers start at the top, as after a link to another page.
    if (!isFirst.current) main.current?.focus({preventScroll: true});
    isFirst.current = false;
  }, [shown]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector('main')?.focus()}>
        Skip to content
      </button>
      <TopBar />
      <ConnectionNotice />
      <main ref={main} tabIndex={-1}>
        {value.page === 'runs' ? <RunsPage /> : <RunPage key={value.run} route={value} />}
      </main>
      <ActionNotices />
      <ActionDialog />
      <HelpDialog />
      <div class="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}
