import {one} from './graph.ts';

/** The scale of the graph in its scrollable view. */
export interface Zoom {
  /** Multiplies the scale around a point of the view, by default its center. */
  by(factor: number, around?: {readonly x: number; readonly y: number}): void;
  /** Shows the whole graph. */
  fit(): void;
}

const SMALLEST = 0.05;
const LARGEST = 4;
/** The smallest scale at which text is readable, and the smallest initial scale. */
const READABLE = 0.65;

export function createZoom(svg: SVGSVGElement): Zoom {
  const view = one('#view', HTMLElement);
  const {width, height} = svg.viewBox.baseVal;
  let scale = 1;
  const apply = (wanted: number): void => {
    scale = Math.min(LARGEST, Math.max(SMALLEST, wanted));
    svg.setAttribute('width', String(width * scale));
    svg.setAttribute('height', String(height * scale));
  };
  const whole = (): number => Math.min(1, view.clientWidth / width, view.clientHeight / height);
  const headings = one('.headings', SVGGElement);
  view.addEventListener('scroll', () => {
    headings.setAttribute('transform', `translate(0 ${view.scrollTop / scale})`);
  });
  apply(Math.max(READABLE, whole()));
  return {
    by(factor, {x, y} = {x: view.clientWidth / 2, y: view.clientHeight / 2}) {
      const before = scale;
      const [left, top] = [view.scrollLeft + x, view.scrollTop + y];
      apply(scale * factor);
      view.scrollTo((left * scale) / before - x, (top * scale) / before - y);
    },
    fit: () => apply(whole()),
  };
}
