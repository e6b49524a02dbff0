import {connection} from '../api/connection.ts';
import {Icon} from '../parts/icon.tsx';
import {runById} from '../runs/runs.ts';
import {isHelpOpen} from './help-dialog.tsx';
import {RUNS_ADDRESS} from './parse-route.ts';
import {route} from './route.ts';
import {nextTheme, theme} from './theme.ts';

/** The bar with the link to all runs, the connection state and page settings. */
export function TopBar() {
  return (
    <header class="top-bar">
      <nav aria-label="Breadcrumb">
        <a class="brand" href={RUNS_ADDRESS} aria-current={route.value.page === 'runs' ? 'page' : undefined}>
          <svg class="logo" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M6 1h4v4l2 3v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8l2-3z" />
          </svg>
          bottle
        </a>
        {route.value.page === 'run' && (
          <>
            <span class="crumb-gap" aria-hidden="true">
              /
            </span>
            <a href={RUNS_ADDRESS}>runs</a>
            <span class="crumb-gap" aria-hidden="true">
              /
            </span>
            <span class="crumb-name" aria-current="page">
              {runById(route.value.run)?.name ?? route.value.run}
            </span>
          </>
        )}
      </nav>
      <span class={`link-state is-${connection.value}`}>{CONNECTION[connection.value]}</span>
      <button type="button" class="button is-quiet" onClick={nextTheme}>
        <Icon name={THEME_ICONS[theme.value]} />
        <span class="visually-hidden">Colours: </span>
        <span class="wide-only">{theme.value}</span>
      </button>
      <button
        type="button"
        class="button is-quiet"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => (isHelpOpen.value = true)}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}

const CONNECTION = {connecting: 'connecting', open: 'live', lost: 'offline', refused: 'offline'};

const THEME_ICONS = {auto: 'contrast', light: 'sun', dark: 'moon'} as const;
