/** The direction of each arrow key. */
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Moves the focus to the nearest node in the direction of an arrow key. */
export function moveInGraph(graph: HTMLElement, event: KeyboardEvent): void {
  const direction = DIRECTIONS[event.key];
  const focused = document.activeElement;
  if (!direction || !focused || !graph.contains(focused)) return;
  const from = centreOf(focused);
  const nodes = [...graph.querySelectorAll<SVGAElement>('[data-item]')].filter(node => node !== focused);
  const next = nearest(nodes, from, direction);
  event.preventDefault();
  next?.focus();
  next?.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function centreOf(element: Element): Point {
  const {x, y, width, height} = element.getBoundingClientRect();
  return {x: x + width / 2, y: y + height / 2};
}

/** The nearest node in a direction. Sideways distance has more weight, so that the focus prefers to move straight. */
function nearest(
  nodes: readonly SVGAElement[],
  from: Point,
  [right, down]: readonly [number, number],
): SVGAElement | undefined {
  const distances = nodes.map(node => {
    const {x, y} = centreOf(node);
    const [dx, dy] = [x - from.x, y - from.y];
    const ahead = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    return {node, ahead, distance: ahead + 3 * aside};
  });
  const candidates = distances.filter(({ahead}) => ahead > 4);
  return candidates.toSorted((one, other) => one.distance - other.distance)[0]?.node;
}
