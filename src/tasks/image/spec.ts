/** An `image` task that builds. */
export interface BuildSpec {
  readonly build: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag?: string;
  readonly platform?: string;
}

/** With the names that its image gets. */
export interface TaggedSpec extends BuildSpec {
  readonly tag: string;
  /** A name that no other launch file's task has. */
  readonly ownTag: string;
}
