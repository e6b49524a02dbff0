import {effect, signal} from '@preact/signals';
import {storedSetting, storeSetting} from './settings.ts';

/** The colours of the page; `auto` follows the system. */
export type Theme = (typeof THEMES)[number];

const THEMES = ['auto', 'light', 'dark'] as const;

export const theme = signal<Theme>(THEMES.find(each => each === storedSetting('theme')) ?? 'auto');

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the theme is currently dark. */
export const isDark = signal(false);

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
}

function applyTheme(): void {
  document.documentElement.dataset.theme = theme.value;
  isDark.value = theme.value === 'auto' ? systemIsDark.matches : theme.value === 'dark';
}

export function startTheme(): void {
  systemIsDark.addEventListener('change', applyTheme);
  effect(() => {
    applyTheme();
    storeSetting('theme', theme.value);
  });
}
