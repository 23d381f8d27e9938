import type { Response } from 'express';
import type { EvidenceFile } from '../../pipeline/evidence.ts';
import type { Blobs, Links } from '../../pipeline/ports.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';

/** What a browser may show; anything else is bytes to save, whatever the evidence calls it. */
const SHOWN = ['image/png', 'application/json', 'text/plain'];

export interface FileRoom {
  readonly blobs: Blobs;
  readonly links: Links;
}

/** One file of an incident; 304 when the reader has it, 410 when its bytes were lost. */
export async function sendFile(
  response: Response,
  file: EvidenceFile,
  disposition: 'inline' | 'attachment',
  room: FileRoom,
): Promise<void> {
  // Bytes are named by their hash, so the hash is all a cache needs.
  response.set('etag', `"${file.hash}"`);
  if (response.req.get('if-none-match') === `"${file.hash}"`) {
    response.status(304).end();
    return;
  }
  const bytes = await room.blobs.get(file.hash);
  if (bytes === undefined) {
    response.removeHeader('etag');
    response.removeHeader('content-encoding');
    return sendProblem(response, PROBLEMS.fileGone, room.links);
  }
  response.set({
    'content-type': SHOWN.includes(file.mediaType) ? file.mediaType : 'application/octet-stream',
    'content-disposition': contentDisposition(disposition, file.name),
  });
  response.end(bytes);
}

/** The last piece of the name: plain for old readers, exact by RFC 5987. */
export function contentDisposition(disposition: 'inline' | 'attachment', name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1).toWellFormed() || 'file';
  const plain = last.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '') || 'file';
  const exact = encodeURIComponent(last).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${exact}`;
}
