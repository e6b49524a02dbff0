import type {ListrRenderer} from 'listr2';

/** Inputs of the renderer. */
export interface LiveRendererOptions {
  /** Draws a frame. Returns whether the frame is animated, so that the next one is drawn even if nothing happens. */
  readonly draw: () => boolean;
  /** Receives the function that requests a frame. */
  readonly onRender: (refresh: () => void) => void;
}

/** At most ten frames a second, whatever happens. */
const FRAME_MS = 100;

/** Drawing takes this share of the time at most: on a busy machine, or with many tasks, there are fewer frames. */
const MAX_LOAD = 0.01;

/** A frame a second at least: one that was interrupted by other programs for half a second would otherwise be the last for a minute. */
const MAX_PAUSE_MS = 1_000;

/**
 * A renderer for Listr2 that draws at its own pace. Listr2's default renderer draws everything again whenever anything changes,
 * which slows down tasks that print, and shows only the end of a list that is longer than the screen.
 */
export class LiveRenderer implements ListrRenderer {
  /** Otherwise Listr2 asks whether process.stdout is a terminal, which may not be what is drawn on. */
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
    // The run keeps the process alive, not its view.
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
