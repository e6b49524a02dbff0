import type {ListrRenderer} from 'listr2';

/** Inputs of the renderer. */
export interface LiveRendererOptions {
  /** Draws a frame. Returns whether the frame is animated, so that the next one is drawn even if nothing happens. */
  readonly draw: () => boolean;
  /** Receives the function that requests a frame. */
  readonly onRender: (refresh: () => void) => void;
}

/** Minimum time between frames: at most ten frames per second. */
const FRAME_MS = 100;

/** Maximum share of the time spent on drawing. On a busy machine, or with many tasks, there are fewer frames. */
const MAX_LOAD = 0.01;

/** Maximum pause between frames. Otherwise, a frame that other programs interrupt for half a second would cause a pause of a minute. */
const MAX_PAUSE_MS = 1_000;

/**
 * A Listr2 renderer that draws at its own pace. The default renderer redraws everything after each change, which slows down tasks that
 * print a lot, and shows only the end of a list that does not fit on the screen.
 */
export class LiveRenderer implements ListrRenderer {
  /** Otherwise Listr2 checks whether process.stdout is a terminal, although another stream may be used. */
  static readonly nonTTY = true;
  static readonly rendererOptions: LiveRendererOptions;
  static readonly rendererTaskOptions = {};

  readonly #options: LiveRendererOptions;
  #timer: NodeJS.Timeout | undefined;
  #nextAt = -Infinity;
  #isOver = false;

  constructor(_tasks: unknown, options: LiveRendererOptions) {
    this.#options = options;
  }

  render(): void {
    this.#options.onRender(() => this.#schedule());
    this.#schedule();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isOver) return;
    const waitMs = Math.max(0, this.#nextAt - performance.now());
    this.#timer = setTimeout(() => this.#frame(), waitMs);
    // The run keeps the process alive, not the view.
    this.#timer.unref();
  }

  #frame(): void {
    this.#timer = undefined;
    const startedAt = performance.now();
    const moves = this.#options.draw();
    const tookMs = performance.now() - startedAt;
    this.#nextAt = startedAt + tookMs + Math.min(MAX_PAUSE_MS, Math.max(FRAME_MS, tookMs / MAX_LOAD));
    if (moves) this.#schedule();
  }
}
