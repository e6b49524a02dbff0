import {useSignal} from '@preact/signals';
import {useEffect, useRef} from 'preact/hooks';
import {Icon} from '../parts/icon.tsx';

interface TaskFilterProps {
  readonly tasks: readonly string[];
  /** Empty for all. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The control to choose the tasks whose lines are shown. */
export function TaskFilter({tasks, chosen, onChange}: TaskFilterProps) {
  const element = useRef<HTMLDetailsElement>(null);
  const filter = useSignal('');
  useEffect(() => {
    const close = ({target}: MouseEvent): void => {
      if (target instanceof Node && !element.current?.contains(target))
        element.current?.removeAttribute('open');
    };
    addEventListener('click', close);
    return () => removeEventListener('click', close);
  }, []);
  const shown = tasks.filter(task => task.toLowerCase().includes(filter.value.toLowerCase()));
  return (
    <details
      ref={element}
      class="menu"
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary class="button">
        {label(chosen)}
        <Icon name="down" />
      </summary>
      <div class="menu-body">
        {tasks.length > 8 && (
          <input
            class="field"
            type="search"
            placeholder="Filter the tasks"
            aria-label="Filter the tasks"
            value={filter}
            onInput={({currentTarget}) => (filter.value = currentTarget.value)}
          />
        )}
        <button
          type="button"
          class="button is-small"
          disabled={chosen.length === 0}
          onClick={() => onChange([])}
        >
          All tasks
        </button>
        <ul>
          {shown.map(task => (
            <li key={task}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(task)}
                  onChange={({currentTarget: {checked}}) =>
                    onChange(checked ? [...chosen, task] : chosen.filter(each => each !== task))
                  }
                />
                {task}
              </label>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function label(chosen: readonly string[]): string {
  const [first] = chosen;
  if (first === undefined) return 'All tasks';
  return chosen.length === 1 ? first : `${chosen.length} tasks`;
}
