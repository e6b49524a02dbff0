import {signal} from '@preact/signals';
import {storedSetting, storeSetting} from './settings.ts';

/** Actions by key, as named by `KeyboardEvent.key`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Whether shortcuts are enabled. They can be disabled, since speech input may type single keys by accident (WCAG 2.1.4). */
export const areOn = signal(storedSetting('shortcuts') !== 'off');

export function switchShortcuts(on: boolean): void {
  areOn.value = on;
  storeSetting('shortcuts', on ? 'on' : 'off');
}

/** Listens for shortcuts until the returned function is called. Ignores keys in dialogs and text fields. */
export function listenForShortcuts(shortcuts: Shortcuts): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const {key, target} = event;
    if (!areOn.value || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null || isTextField(target)) return;
    const action = shortcuts[key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}
