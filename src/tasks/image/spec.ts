/** An `image` task that builds. */
export interface BuildSpec {
  readonly build: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag?: string;
  readonly platform?: string;
}
