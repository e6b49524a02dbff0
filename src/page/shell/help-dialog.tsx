import {signal} from '@preact/signals';
import {Dialog} from '../parts/dialog.tsx';
import {areOn, switchShortcuts} from './shortcuts.ts';

export const isHelpOpen = signal(false);

/** The list of keyboard shortcuts. */
export function HelpDialog() {
  if (!isHelpOpen.value) return null;
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => (isHelpOpen.value = false)}>
      <div class="shortcuts">
        {GROUPS.map(({title, keys}) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([shortcut, text]) => (
                <div key={shortcut}>
                  <dt>
                    {shortcut.split(' ').map(key => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={areOn.value}
          onChange={({currentTarget}) => switchShortcuts(currentTarget.checked)}
        />
        Use single keys as shortcuts
      </label>
    </Dialog>
  );
}

const GROUPS: readonly {readonly title: string; readonly keys: readonly (readonly [string, string])[]}[] = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'filter or search'],
      ['↑ ↓', 'move in a list'],
      ['Enter', 'open'],
      ['Esc', 'close the details'],
      ['g', 'go to all runs'],
      ['t', 'switch colours'],
      ['?', 'this list'],
    ],
  },
  {
    title: 'A run',
    keys: [
      ['1 2 3', 'overview, timeline, logs'],
      ['r', 'restart the selected task'],
      ['s', 'stop or start the selected task'],
      ['x', 'end the run'],
    ],
  },
  {
    title: 'Logs',
    keys: [
      ['n p', 'next or previous match'],
      ['f', 'follow the end'],
      ['Home End', 'first or last line'],
    ],
  },
];
