import {signal} from '@preact/signals';
import {storedSetting, storeSetting} from './settings.ts';

/** Keys of the whole page, by what `KeyboardEvent.key` calls them. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Whether single keys are shortcuts; speech input may type them by accident (WCAG 2.1.4). */
export const areOn = signal(storedSetting('shortcuts') !== 'off');

export function switchShortcuts(on: boolean): void {
  areOn.value = on;
  storeSetting('shortcuts', on ? 'on' : 'off');
}

/** Listens for shortcuts until the function that it returns is called. They do nothing in a dialog, or where text is typed. */
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
