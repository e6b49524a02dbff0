/** The part of the package that layouts use; its own types import files without their extensions, which is an error here. */
declare module '@dagrejs/dagre' {
  interface GraphSettings {
    readonly rankdir: 'LR';
    /** `none`: nodes have a `rank` already. */
    readonly ranker: 'none';
    readonly nodesep: number;
    readonly edgesep: number;
  }

  interface Node {
    readonly width: number;
    readonly height: number;
    readonly rank: number;
  }

  interface Edge {
    /** After the layout: at the border of either node, and in each rank between them. */
    readonly points?: readonly {readonly x: number; readonly y: number}[];
  }

  export class Graph {
    setGraph(settings: GraphSettings): this;
    setNode(id: string, node: Node): this;
    setEdge(from: string, to: string, edge: Edge): this;
    /** With the position of its middle after the layout. */
    node(id: string): Node & {readonly y: number};
    edge(from: string, to: string): Edge;
  }

  /** Sets the positions in the nodes and edges of the graph. */
  export function layout(graph: Graph): void;
}
