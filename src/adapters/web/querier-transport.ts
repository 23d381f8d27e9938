/** How an answer travels: in time, and packed. https://connectrpc.com/docs/protocol/#unary-request */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** Grafana itself waits for so long. */
const MOST_MS = 30_000;
/** Shorter answers travel as they are. */
const WORTH_PACKING = 1024;

const pack = promisify(gzip);

/** Packed where the reader says that it can unpack, or packed its own question. */
export async function send(request: Request, response: Response, body: Uint8Array): Promise<void> {
  const accepts = /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/i.test(request.get('accept-encoding') ?? '');
  const isPacked = request.get('content-encoding')?.trim().toLowerCase() === 'gzip';
  response.set('accept-encoding', 'gzip').vary('accept-encoding');
  if (!(accepts || isPacked) || body.length < WORTH_PACKING) return void response.end(body);
  const packed = await pack(body);
  response.set('content-encoding', 'gzip').end(packed);
}

/** A database that hangs keeps no reader waiting. */
export function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
  return Promise.race([work, over.promise]);
}

export function patienceOf(request: Request): number {
  const asked = Number(request.get('connect-timeout-ms') ?? MOST_MS);
  return asked >= 1 && asked <= MOST_MS ? asked : MOST_MS;
}
