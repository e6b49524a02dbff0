/** Parses a stream of JSON values, one per line. Rejects if the stream fails. */
export async function* jsonLines<Value>(stream: AsyncIterable<string | Uint8Array>): AsyncGenerator<Value> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, {stream: true}))).split(
      '\n',
    );
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Value;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Value;
}
