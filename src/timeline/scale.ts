import type {Timeline} from './timeline.ts';

/**
 * Maps the times of a run to positions on an axis. The time between the start and the teardown, in which little happens, is shortened if
 * it would leave them too little space.
 */
export interface Scale {
  /** In chronological order, without gaps. */
  readonly parts: readonly ScalePart[];
  /** The position of a time, from 0 to 1. */
  place(ms: number): number;
}

export interface ScalePart {
  readonly fromMs: number;
  readonly toMs: number;
  /** Position on the axis. */
  readonly from: number;
  readonly to: number;
  readonly isShortened: boolean;
}

/** The share of the axis for a shortened part. */
const SHORTENED = 0.15;

export function scaleOf({readyAtMs, stoppingAtMs, endMs}: Timeline): Scale {
  const stopMs = stoppingAtMs ?? endMs;
  const restMs = (readyAtMs ?? endMs) + (endMs - stopMs);
  const isLong = readyAtMs !== undefined && stopMs - readyAtMs > restMs / 2;
  return withPlaces(isLong ? shortened(readyAtMs, stopMs, endMs) : [part(0, endMs, 0, 1)]);
}

/** Parts with a shortened middle. The start takes at least as much space as the teardown. */
function shortened(readyMs: number, stopMs: number, endMs: number): readonly ScalePart[] {
  const stops = endMs > stopMs;
  const share = readyMs / (readyMs + endMs - stopMs);
  const start = (1 - SHORTENED) * (stops ? Math.min(0.9, Math.max(0.5, share)) : 1);
  const steady = {...part(readyMs, stopMs, start, start + SHORTENED), isShortened: true};
  return [part(0, readyMs, 0, start), steady, ...(stops ? [part(stopMs, endMs, start + SHORTENED, 1)] : [])];
}

function part(fromMs: number, toMs: number, from: number, to: number): ScalePart {
  return {fromMs, toMs, from, to, isShortened: false};
}

function withPlaces(parts: readonly ScalePart[]): Scale {
  return {
    parts,
    place(ms) {
      const {
        fromMs = 0,
        toMs = 0,
        from = 0,
        to = 1,
      } = parts.find(each => ms <= each.toMs) ?? parts.at(-1) ?? {};
      const share = toMs > fromMs ? (ms - fromMs) / (toMs - fromMs) : 0;
      return from + Math.min(1, Math.max(0, share)) * (to - from);
    },
  };
}

/** A time with its position on the axis. */
export interface Tick {
  readonly ms: number;
  readonly place: number;
}

/** Round times, about `most` for the whole axis. If a part is shortened, only for the part before it, plus the start of the teardown. */
export function ticksOf({parts, place}: Scale, most: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const [at, {fromMs, toMs, from, to, isShortened}] of parts.entries()) {
    if (isShortened) continue;
    if (at > 0) ticks.push({ms: fromMs, place: from});
    else {
      const step = roundStep((toMs - fromMs) / Math.max(1, most * (to - from)));
      for (let ms = fromMs; ms <= toMs; ms += step) ticks.push({ms, place: place(ms)});
    }
  }
  return ticks;
}

/** The smallest round duration of at least `ms`. */
function roundStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, ms)));
  const decimal = [1, 2, 5, 10].map(factor => factor * power);
  const round = ms < 30_000 ? decimal : STEPS_S.map(seconds => seconds * 1000);
  return round.find(step => step >= ms) ?? decimal.find(step => step >= ms) ?? ms;
}

/** Round durations from half a minute to a day. */
const STEPS_S = [30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400];
