import {Icon} from './icon.tsx';
import type {StateLook} from './states.ts';

/** A state as text, with its icon and colour. */
export function StateBadge({look, detail}: {readonly look: StateLook; readonly detail?: string | undefined}) {
  return (
    <span class={`state is-${look.tone}`}>
      <Icon name={look.icon} />
      {look.label}
      {detail !== undefined && <span class="state-detail">{detail}</span>}
    </span>
  );
}
