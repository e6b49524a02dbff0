import {CONDITIONS, ORIGINS, arrowOf} from './line-style.ts';

/** The style of a graph, for light and dark pages. Text has a contrast of at least 4.5:1 with its background. */
export const GRAPH_STYLE = `
:root { color-scheme: light dark;
  --page: #ffffff; --column: #f3f5f8; --text: #1c2127; --quiet: #57606a; --box: #ffffff; --border: #7d8894;
  --needs: #57606a; --key: #8a4600; --reference: #0a58ca; --chain: #b3134f; --focus: #0a58ca; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1318; --column: #181d24; --text: #e8ebef; --quiet: #a3adb8; --box: #20262e; --border: #77828f;
  --needs: #a3adb8; --key: #eda552; --reference: #6cb0ff; --chain: #ff7aa8; --focus: #6cb0ff; } }
svg { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
.page { fill: var(--page); }
.column { fill: var(--column); }
text { fill: var(--text); }
.heading { font-size: 12px; font-weight: 600; text-anchor: middle; }
.count, .subtitle { fill: var(--quiet); font-weight: 400; }
.title { font-size: 17px; font-weight: 600; }
.subtitle, .legend { font-size: 12px; }
.shape { fill: var(--box); stroke: var(--border); stroke-width: 1.3; }
.inside { fill: none; stroke: var(--border); stroke-width: 1; }
.name { font-size: 13px; font-weight: 600; text-anchor: middle; }
.action { font-size: 10.5px; fill: var(--quiet); text-anchor: middle; }
.skipped .shape, .undecided .shape { stroke-dasharray: 5 4; }
.skipped .name { fill: var(--quiet); font-weight: 400; }
.task.chain .shape { stroke: var(--chain); stroke-width: 2; }
.line { fill: none; stroke-width: 1.4; stroke: var(--needs); }
.near { fill: none; stroke: transparent; stroke-width: 11; }
.key .line { stroke: var(--key); stroke-dasharray: 1.5 3.5; stroke-linecap: round; stroke-width: 1.8; }
.reference .line { stroke: var(--reference); stroke-dasharray: 6 3; }
.edge.chain .line { stroke-width: 2.6; stroke: var(--chain); }
.edge:hover .line { stroke-width: 3; }
.task:hover .shape { stroke-width: 2.2; }
${ORIGINS.map(origin => `.head-${origin} { fill: var(--${origin}); stroke: var(--${origin}); }`).join('\n')}
.open { fill: var(--page); }
`.trim();

/** The arrowheads by condition: filled for `ready`, open for `started`, with a bar for `ended`. */
export function arrowheads(): string {
  const heads = ORIGINS.flatMap(origin =>
    CONDITIONS.map(condition => {
      const shape = HEADS[condition];
      return `<marker id="${arrowOf({origin, condition})}" class="head-${origin}" markerUnits="userSpaceOnUse" markerWidth="12" markerHeight="12" refX="9" refY="6" orient="auto">${shape}</marker>`;
    }),
  );
  return `<defs>\n${heads.join('\n')}\n</defs>`;
}

const HEADS = {
  ready: '<path stroke="none" d="M1 2L9 6L1 10Z"/>',
  started: '<path class="open" d="M1 2L9 6L1 10Z"/>',
  ended: '<path stroke="none" d="M0 2L7 6L0 10Z"/><path stroke-width="2" d="M8.5 2V10"/>',
};
