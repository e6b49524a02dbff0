import type {ComponentChildren} from 'preact';

/** A section in the details of a task, with a heading. */
export function Section({title, children}: {readonly title: string; readonly children: ComponentChildren}) {
  return (
    <section class="details-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
