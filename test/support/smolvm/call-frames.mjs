/**
 * The protocol between the client program (hand-over.pl) and the server process: a letter, the length as 32 bits, and the
 * data. In lists, each string has a length of 32 bits before it.
 */
export function callFrame(letter, bytes = '') {
  const body = Buffer.from(bytes);
  const head = Buffer.alloc(5);
  head.write(letter, 'latin1');
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** Calls `onFrame` with each letter and its bytes. */
export function receiveCallFrames(socket, onFrame) {
  let rest = Buffer.alloc(0);
  socket.on('data', bytes => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1);
      const [letter, body] = [String.fromCharCode(rest[0]), rest.subarray(5, end)];
      rest = rest.subarray(end);
      onFrame(letter, body);
    }
  });
}

export function packStrings(strings) {
  return Buffer.concat(
    strings.flatMap(text => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

export function unpackStrings(bytes) {
  const strings = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    strings.push(bytes.toString('utf8', at + 4, end));
    at = end;
  }
  return strings;
}
