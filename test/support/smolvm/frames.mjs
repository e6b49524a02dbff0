/** The protocol between the command line and a machine: one JSON record per line, bytes in base64. */
export function send(socket, frame) {
  if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`);
}

/** Calls `onFrame` with each received record. */
export function receive(socket, onFrame) {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) onFrame(JSON.parse(line));
  });
}

export const encode = bytes => Buffer.from(bytes).toString('base64');

export const decode = text => Buffer.from(text, 'base64');
