/** The outline of a box, and inner lines that identify its kind, as `d` attributes of SVG paths. */
export interface Shape {
  readonly outline: string;
  readonly inside?: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The shape for a kind of task; a plain box if the kind is unknown. Text needs a distance of `SHAPE_PADDING` to the left and right. */
export function kindShape(kind: string, size: Size): Shape {
  return (SHAPES.get(kind) ?? box)(size);
}

/** Space for points, notches and inner lines at the left and right sides of shapes. */
export const SHAPE_PADDING = 14;

const box = ({width, height}: Size): Shape => ({outline: rounded({width, height}, 4)});

const SHAPES: ReadonlyMap<string, (size: Size) => Shape> = new Map([
  ['run', box],
  ['serve', ({width, height}) => ({outline: rounded({width, height}, height / 2)})],
  ['wait', ({width, height}) => ({outline: pointed({width, height}, 10, 10)})],
  ['exec', ({width, height}) => ({outline: pointed({width, height}, 0, 10)})],
  ['alias', ({width, height}) => ({outline: `M10 0H${width}L${width - 10} ${height}H0Z`})],
  ['network', ({width, height}) => ({outline: cutCorners({width, height}, Math.min(9, height / 4))})],
  [
    'container',
    ({width, height}) => ({
      outline: rounded({width, height}, 2),
      inside: `M6 0V${height}M${width - 6} 0V${height}`,
    }),
  ],
  [
    'image',
    ({width, height}) => ({
      outline: `M0 0H${width - 10}L${width} 10V${height}H0Z`,
      inside: `M${width - 10} 0V10H${width}`,
    }),
  ],
  [
    'volume',
    ({width, height}) => ({
      outline: `M0 4A${width / 2} 4 0 0 1 ${width} 4V${height - 4}A${width / 2} 4 0 0 1 0 ${height - 4}Z`,
      inside: `M0 4A${width / 2} 4 0 0 0 ${width} 4`,
    }),
  ],
  [
    'machine',
    ({width, height}) => ({
      outline: `M0 5L6 0H${width}V${height - 5}L${width - 6} ${height}H0Z`,
      inside: `M0 5H${width - 6}V${height}M${width - 6} 5L${width} 0`,
    }),
  ],
  [
    'copy',
    ({width, height}) => ({
      outline: `M0 4H4V0H${width}V${height - 4}H${width - 4}V${height}H0Z`,
      inside: `M4 4H${width - 4}V${height - 4}`,
    }),
  ],
  [
    'certificate',
    ({width, height}) => ({
      outline: `M0 0H${width}V${height / 2 - 5}A5 5 0 0 0 ${width} ${height / 2 + 5}V${height}H0V${height / 2 + 5}A5 5 0 0 0 0 ${height / 2 - 5}Z`,
    }),
  ],
]);

function rounded({width, height}: Size, radius: number): string {
  const corner = `A${radius} ${radius} 0 0 1`;
  return `M${radius} 0H${width - radius}${corner} ${width} ${radius}V${height - radius}${corner} ${width - radius} ${height}H${radius}${corner} 0 ${height - radius}V${radius}${corner} ${radius} 0Z`;
}

/** An outline with a point on the right, and a point on the left, or a notch if `left` is 0. */
function pointed({width, height}: Size, left: number, right: number): string {
  const middle = height / 2;
  const leftSide = left === 0 ? `L6 ${middle}` : `L0 ${middle}`;
  return `M${left} 0H${width - right}L${width} ${middle}L${width - right} ${height}H${left}${leftSide}Z`;
}

function cutCorners({width, height}: Size, cut: number): string {
  return `M${cut} 0H${width - cut}L${width} ${cut}V${height - cut}L${width - cut} ${height}H${cut}L0 ${height - cut}V${cut}Z`;
}
