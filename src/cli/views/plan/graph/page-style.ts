/** The style of the page around a graph, with the colours of the graph. */
export const PAGE_STYLE = `
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; height: 100dvh; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; padding: 10px 20px; border-bottom: 1px solid var(--column); }
header > div:first-child { flex: 1 1 16rem; min-width: 0; }
h1 { margin: 0; font-size: 17px; overflow-wrap: anywhere; }
header p, #hint, #matches { margin: 0; color: var(--quiet); }
form { display: flex; gap: 8px; align-items: center; }
input, button { font: inherit; color: inherit; background: var(--box); border: 1px solid var(--border); border-radius: 6px; padding: 4px 10px; }
input { width: 14rem; max-width: 50vw; }
button { cursor: pointer; min-width: 2.2em; }
[role="group"] button + button { margin-left: 4px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
main { flex: 1; min-height: 0; display: flex; }
#view { flex: 1; min-width: 0; overflow: auto; cursor: grab; scroll-padding: 48px 20px 20px; }
#view.dragged { cursor: grabbing; user-select: none; }
#graph { display: block; margin: auto; }
#panel { flex: 0 0 min(26rem, 34vw); overflow: auto; padding: 14px 20px; border-left: 1px solid var(--column); }
#panel h2 { margin: 0 0 8px; font-size: 16px; overflow-wrap: anywhere; }
#panel dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 4px 12px; }
#panel dt { color: var(--quiet); }
#panel dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
#panel dd button { padding: 0 8px; margin: 0 2px 4px 0; white-space: normal; text-align: left; }
footer { padding: 8px 20px; border-top: 1px solid var(--column); max-height: 22vh; overflow: auto; }
footer svg { display: block; max-width: 100%; height: auto; }
kbd { font: inherit; border: 1px solid var(--border); border-radius: 4px; padding: 0 4px; }
.tasks .task { cursor: pointer; outline: none; }
.task:focus-visible .shape { stroke: var(--focus); stroke-width: 3; }
.task.chosen .shape { stroke: var(--focus); stroke-width: 3; }
.focused .edges .edge { opacity: 0.18; }
.focused .edges .edge.lit { opacity: 1; }
.focused .edges .edge.lit .line { stroke-width: 2.4; }
.focused .tasks .task { opacity: 0.6; }
.focused .tasks .task.near, .focused .tasks .task:focus-visible { opacity: 1; }
.searching .tasks .task, .searching .edges .edge { opacity: 0.18; }
.searching .tasks .task.match { opacity: 1; }
@media (max-width: 720px) {
  body { height: auto; }
  main { flex-direction: column; }
  #view { max-height: 70vh; }
  #panel { flex: none; border-left: 0; border-top: 1px solid var(--column); }
}
@media (forced-colors: active) { .shape, .line, .inside { stroke: CanvasText; } .shape, .column { fill: Canvas; } text { fill: CanvasText; } }
@media print { body { height: auto; } header form, header [role="group"] { display: none; } main { display: block; } #view, #panel { overflow: visible; } }
`.trim();
