import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {LiveRenderer} from '../../src/cli/views/run/live-renderer.ts';

beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']}));
afterEach(() => void vi.useRealTimers());

test.each([
  {tookMs: 0, pauseMs: 100},
  {tookMs: 5, pauseMs: 500},
  {tookMs: 600, pauseMs: 1_000},
])('pauses $pauseMs ms after a frame that took $tookMs ms', ({tookMs, pauseMs}) => {
  let frames = 0;
  const draw = (): boolean => {
    frames += 1;
    vi.advanceTimersByTime(tookMs);
    return true;
  };
  const renderer = new LiveRenderer(undefined, {draw, onRender: () => undefined});
  renderer.render();
  vi.advanceTimersByTime(0);
  expect(frames).toBe(1);
  vi.advanceTimersByTime(pauseMs - 1);
  expect(frames).toBe(1);
  vi.advanceTimersByTime(1);
  expect(frames).toBe(2);
  renderer.end();
});
