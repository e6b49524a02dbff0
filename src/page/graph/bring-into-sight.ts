import type {PlacedNode} from '../../drawing/drawn-graph.ts';
import {MARGIN} from './place-tasks.ts';

/** Scrolls the frame of a graph, and nothing around it, if a node is out of sight. */
export function bringIntoSight(frame: HTMLElement, {x, y}: PlacedNode, scale: number): void {
  const {scrollLeft, scrollTop, clientWidth, clientHeight} = frame;
  const [left, top] = [(x + MARGIN) * scale, (y + MARGIN) * scale];
  if (left < scrollLeft || left > scrollLeft + clientWidth - ROOM) frame.scrollLeft = left - clientWidth / 2;
  if (top < scrollTop || top > scrollTop + clientHeight - ROOM / 2) frame.scrollTop = top - clientHeight / 2;
}

/** For the node itself. */
const ROOM = 120;
