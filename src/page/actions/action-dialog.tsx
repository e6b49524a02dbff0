import {question} from './ask.ts';
import {EndRunDialog} from './end-run-dialog.tsx';
import {TaskDialog} from './task-dialog.tsx';

/** The dialog that asks before an action interrupts something. */
export function ActionDialog() {
  const asked = question.value;
  if (!asked) return null;
  const close = (): void => {
    question.value = undefined;
  };
  return asked.what === 'down' ? (
    <EndRunDialog run={asked.run} onClose={close} />
  ) : (
    <TaskDialog {...asked} onClose={close} />
  );
}
