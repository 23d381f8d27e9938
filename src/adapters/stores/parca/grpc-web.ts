/**
 * The frames of gRPC-web: a flag, a length of four bytes, the payload. A good answer is a message and a frame of trailers; a bad one says
 * so in headers and has no body. https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md
 */
export const GRPC_WEB_HEADERS = {
  'content-type': 'application/grpc-web+proto',
  accept: 'application/grpc-web+proto',
  'x-grpc-web': '1',
} as const;

const HEAD = 5;
const TRAILERS = 0x80;
const COMPRESSED = 0x01;

export type GrpcAnswer =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  /** `status` is a code of https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
  | { readonly kind: 'error'; readonly status: number; readonly said: string }
  | { readonly kind: 'broken'; readonly why: string };

export function frameOf(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEAD + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, HEAD);
  return framed;
}

export function readGrpcWeb(body: Uint8Array, header: (name: string) => string | undefined): GrpcAnswer {
  const early = header('grpc-status');
  if (early !== undefined && early !== '0') return errorOf(early, header('grpc-message'));
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let message: Uint8Array | undefined;
  for (let at = 0; at < body.length;) {
    if (at + HEAD > body.length) return { kind: 'broken', why: `it ends inside a frame, after ${body.length} bytes` };
    const flag = view.getUint8(at);
    const end = at + HEAD + view.getUint32(at + 1);
    if (end > body.length) return { kind: 'broken', why: `it ends after ${body.length} of ${end} bytes` };
    const payload = body.subarray(at + HEAD, end);
    if ((flag & TRAILERS) !== 0) {
      const status = trailer(payload, 'grpc-status') ?? '';
      if (status !== '0') return errorOf(status, trailer(payload, 'grpc-message'));
      return message === undefined ? { kind: 'broken', why: 'it holds no message' } : { kind: 'message', message };
    }
    if ((flag & COMPRESSED) !== 0) return { kind: 'broken', why: 'its message is compressed, which nobody asked for' };
    if (message !== undefined) return { kind: 'broken', why: 'it holds several messages' };
    message = payload;
    at = end;
  }
  return { kind: 'broken', why: `it ends without a status, after ${body.length} bytes` };
}

function errorOf(status: string, message = ''): GrpcAnswer {
  if (!/^\d+$/.test(status)) return { kind: 'broken', why: `its status is ${JSON.stringify(status.slice(0, 20))}` };
  return { kind: 'error', status: Number(status), said: unescaped(message) };
}

function trailer(payload: Uint8Array, name: string): string | undefined {
  const lines = new TextDecoder().decode(payload).split(/\r?\n/);
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** Bytes outside printable ASCII come as %XX; what is no UTF-8 then stays as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
