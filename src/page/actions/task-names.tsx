const MOST = 12;

/** Names of tasks in a sentence; the first ones if there are many. */
export function TaskNames({names}: {readonly names: readonly string[]}) {
  const shown = names.length > MOST ? names.slice(0, MOST - 1) : names;
  return (
    <>
      {shown.map((name, at) => (
        <>
          {at > 0 && ', '}
          <code>{name}</code>
        </>
      ))}
      {shown.length < names.length && ` and ${names.length - shown.length} more`}
    </>
  );
}
