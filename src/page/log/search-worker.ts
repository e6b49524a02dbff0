import {findMarks} from './find-marks.ts';
import type {SearchRequest} from './matcher.ts';

// The worker for search patterns. Its first message reports that it is ready.
addEventListener('message', ({data: {pattern, lines}}: MessageEvent<SearchRequest>) =>
  postMessage(findMarks(pattern, lines)),
);
postMessage('ready');
