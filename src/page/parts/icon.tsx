import type {IconName} from './states.ts';

type Drawn =
  IconName | 'sun' | 'moon' | 'contrast' | 'close' | 'up' | 'down' | 'external' | 'restart' | 'play' | 'help';

/** A small picture next to text with the same meaning. */
export function Icon({name}: {readonly name: Drawn}) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

const PATHS: Readonly<Record<Drawn, string>> = {
  dot: 'M8 4.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6',
  spin: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2 1.4',
  square: 'M4.5 4.5h7v7h-7z',
  dash: 'M4 8h8',
  alert: 'M8 2.5l6 11H2zM8 6.8v3M8 11.6v.2',
  slash: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.2 11.8l7.6-7.6',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z',
  contrast: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  external: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
  restart: 'M12.9 6.5A5.3 5.3 0 1 0 13.3 9M13 2.8v3.7H9.3',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12v.2',
};
