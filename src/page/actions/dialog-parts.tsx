import type {Signal} from '@preact/signals';

/** A checkbox for an option of a request. */
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

/** The buttons to confirm and cancel. Cancel has the initial focus, so that a repeated key press does not interrupt anything. */
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
