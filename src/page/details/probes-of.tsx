import type {ProbeSnapshot, TaskSnapshot} from '../../history/task-snapshot.ts';
import {formatDuration} from '../../vocabulary/duration.ts';
import {StateBadge} from '../parts/state-badge.tsx';
import type {StateLook} from '../parts/states.ts';
import {WebLink} from '../parts/web-link.tsx';
import {Section} from './section.tsx';

/** The probes of a task with their last results. */
export function ProbesOf({task: {probes, status, failure}}: {readonly task: TaskSnapshot}) {
  if (probes.length === 0) return null;
  const hasEnded = failure !== undefined || !['starting', 'running', 'probing'].includes(status);
  return (
    <Section title="Probes">
      <ul class="list">
        {probes.map(probe => (
          <li key={probe.probe}>
            <div class="list-head">
              <ProbeName {...probe} />
              <StateBadge look={lookOf(probe, hasEnded)} />
            </div>
            <p class="muted small">
              {probe.lastSeen === '' ? '' : `last result: ${probe.lastSeen}; `}
              at most {formatDuration(probe.timeoutMs)}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The name of a probe, as printed by `bottle run`. Its URL is a link. */
function ProbeName({probe, url}: ProbeSnapshot) {
  if (url === undefined) return <span class="wrap">{probe}</span>;
  const text = probe.includes(url) ? probe.slice(0, probe.indexOf(url)) : `${probe}: `;
  return (
    <span class="wrap">
      {text}
      <WebLink url={url} />
    </span>
  );
}

function lookOf({hasPassed}: ProbeSnapshot, hasEnded: boolean): StateLook {
  if (hasPassed) return {tone: 'good', icon: 'check', label: 'passed'};
  return hasEnded
    ? {tone: 'bad', icon: 'cross', label: 'not passed'}
    : {tone: 'busy', icon: 'spin', label: 'waiting'};
}
