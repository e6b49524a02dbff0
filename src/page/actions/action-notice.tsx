import {CodeText} from '../parts/code-text.tsx';
import {Icon} from '../parts/icon.tsx';
import {dismiss, notices, type Action, type Notice} from './perform.ts';

/** The results of requests; each stays until it is dismissed. */
export function ActionNotices() {
  return (
    <div class="notices" role="status">
      {notices.value.map(notice => (
        <ActionNotice key={notice.id} {...notice} />
      ))}
    </div>
  );
}

function ActionNotice({id, action, result}: Notice) {
  const tone = result === undefined ? 'busy' : result.isGood ? 'good' : 'bad';
  return (
    <div class={`toast is-${tone}`}>
      <Icon name={result === undefined ? 'spin' : result.isGood ? 'check' : 'cross'} />
      <div class="toast-text">
        <strong>
          <CodeText text={titleOf(action, tone)} />
        </strong>
        {result?.lines.map(line => (
          <p key={line}>
            <CodeText text={line} />
          </p>
        ))}
      </div>
      {result !== undefined && (
        <button type="button" class="button is-quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function titleOf({what, about}: Action, tone: 'busy' | 'good' | 'bad'): string {
  return TITLES[what][tone].replace('NAME', `\`${about}\``);
}

const TITLES: Readonly<Record<Action['what'], Readonly<Record<'busy' | 'good' | 'bad', string>>>> = {
  restart: {busy: 'Restarting NAME…', good: 'Restarted NAME', bad: 'Could not restart NAME'},
  start: {busy: 'Starting NAME…', good: 'Started NAME', bad: 'Could not start NAME'},
  stop: {busy: 'Stopping NAME…', good: 'Stopped NAME', bad: 'Could not stop NAME'},
  down: {busy: 'Ending run NAME…', good: 'Ended run NAME', bad: 'Could not end run NAME properly'},
};
