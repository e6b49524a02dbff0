import type {Signal} from '@preact/signals';

/** An option of a request. */
export function CheckBox({value, label}: {readonly value: Signal<boolean>; readonly label: string}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value.value}
        onChange={({currentTarget}) => (value.value = currentTarget.checked)}
      />
      {label}
    </label>
  );
}

interface DialogButtonsProps {
  /** The request as a verb. */
  readonly label: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Confirm or cancel. Cancel has the focus at first, so that no key pressed too often interrupts anything. */
export function DialogButtons({label, onConfirm, onClose}: DialogButtonsProps) {
  return (
    <div class="dialog-buttons">
      <button type="button" class="button" autofocus onClick={onClose}>
        Cancel
      </button>
      <button type="button" class="button is-bad-filled" onClick={onConfirm}>
        {label}
      </button>
    </div>
  );
}
