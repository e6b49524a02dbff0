import {render} from 'preact';
import {followRuns} from './runs/runs.ts';
import {App} from './shell/app.tsx';
import {isHelpOpen} from './shell/help-dialog.tsx';
import {RUNS_ADDRESS} from './shell/parse-route.ts';
import {go} from './shell/route.ts';
import {listenForShortcuts} from './shell/shortcuts.ts';
import {nextTheme, startTheme} from './shell/theme.ts';
import './style/page.css';

startTheme();
followRuns();
listenForShortcuts({
  '?': () => (isHelpOpen.value = true),
  '/': () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
  g: () => go(RUNS_ADDRESS),
  t: nextTheme,
});
render(<App />, document.body);
