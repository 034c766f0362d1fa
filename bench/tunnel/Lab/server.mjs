// The program in the pod: plain HTTP and a WebSocket echo on the gateway's port, nothing but Node's own modules.
import { createServer } from 'node:http';
import { createHash, randomFillSync } from 'node:crypto';

const block = randomFillSync(Buffer.alloc(256 * 1024));
const hashes = new Map();

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://pod');
  const number = name => Number(url.searchParams.get(name));
  switch (url.pathname) {
    case '/bytes': return send(response, number('size'), () => block);
    case '/random': return random(response, number('size'), url.searchParams.get('id'));
    case '/hash': return response.end(hashes.get(url.searchParams.get('id')) ?? '');
    case '/pattern': return send(response, number('size'), pattern(url.searchParams.get('tag')));
    case '/sink': return sink(request, response, url.searchParams.has('hash'));
    case '/pod': return response.end(process.env.HOSTNAME);
    case '/healthz': case '/startupz': case '/small': return response.end('ok');
    default: response.statusCode = 404; return response.end();
  }
});

async function send(response, size, next) {
  response.setHeader('Content-Length', size);
  for (let rest = size; rest > 0 && !response.destroyed;) {
    const chunk = next();
    const part = rest < chunk.length ? chunk.subarray(0, rest) : chunk;
    rest -= part.length;
    if (!response.write(part)) await drained(response);
  }
  response.end();
}

const drained = response => new Promise(resolve => {
  const go = () => resolve(response.off('drain', go).off('close', go));
  response.on('drain', go).on('close', go);
});

// Every 64 bytes say whose they are and where they belong.
function pattern(tag) {
  let line = 0;
  return () => {
    let text = '';
    for (let i = 0; i < 1024; i++) text += `${tag}:${line++}`.padEnd(63, '.') + '\n';
    return Buffer.from(text, 'latin1');
  };
}

async function random(response, size, id) {
  const hash = createHash('sha256');
  await send(response, size, () => {
    const chunk = randomFillSync(Buffer.allocUnsafe(Math.min(size, 1 << 20)));
    const part = size < chunk.length ? chunk.subarray(0, size) : chunk;
    size -= part.length;
    hash.update(part);
    return part;
  });
  hashes.set(id, hash.digest('hex'));
}

async function sink(request, response, hashed) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (hashed) hash.update(chunk);
  }
  response.end(hashed ? `${size} ${hash.digest('hex')}` : `${size}`);
}

// RFC 6455, as far as an echo of masked frames needs it.
server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  socket.on('error', () => {});
  let held = Buffer.alloc(0);
  socket.on('data', data => {
    held = Buffer.concat([held, data]);
    for (let frame; (frame = parse(held)); held = held.subarray(frame.end)) {
      if (frame.opcode === 8) return socket.end(Buffer.from([0x88, 0]));
      socket.write(Buffer.concat([head(frame.opcode === 9 ? 10 : frame.opcode, frame.payload.length), frame.payload]));
    }
  });
});

function parse(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 127, at = 2;
  if (length === 126) { if (bytes.length < 4) return null; length = bytes.readUInt16BE(2); at = 4; }
  else if (length === 127) { if (bytes.length < 10) return null; length = Number(bytes.readBigUInt64BE(2)); at = 10; }
  const end = at + 4 + length;
  if (bytes.length < end) return null;
  const payload = Buffer.from(bytes.subarray(at + 4, end));
  for (let i = 0; i < length; i++) payload[i] ^= bytes[at + (i & 3)];
  return { opcode: bytes[0] & 15, payload, end };
}

function head(opcode, length) {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  const bytes = Buffer.alloc(length < 65536 ? 4 : 10);
  bytes[0] = 0x80 | opcode;
  bytes[1] = length < 65536 ? 126 : 127;
  if (length < 65536) bytes.writeUInt16BE(length, 2); else bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}

server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(18789, '127.0.0.1');
// Answers what it has begun to answer, and takes no more: a cut response is never the pod's own doing.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
