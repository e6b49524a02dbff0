import {Icon} from './icon.tsx';

/** A URL of a task; a link if a browser can open it. */
export function WebLink({url}: {readonly url: string}) {
  if (!/^https?:\/\//.test(url)) return <span class="mono">{url}</span>;
  return (
    <a class="web-link" href={url} target="_blank" rel="noreferrer noopener">
      {url.replace(/\/$/, '')}
      <Icon name="external" />
    </a>
  );
}
