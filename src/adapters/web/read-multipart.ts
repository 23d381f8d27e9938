import busboy from 'busboy';
import { BadPush } from './push-refusal.ts';

const MOST_PARTS = 8;

/** Parts of a multipart body by name; the first of each name counts. Agents send `profile` and `sample_type_config`. */
export function readMultipart(contentType: string, body: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string): void => reject(new BadPush(`multipart body: ${problem}`));
    const parts = new Map<string, Uint8Array>();
    let parser: ReturnType<typeof busboy>;
    try {
      parser = busboy({ headers: { 'content-type': contentType }, limits: { parts: MOST_PARTS, fields: MOST_PARTS } });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return;
    }
    parser.on('file', (name, file) => {
      const chunks: Buffer[] = [];
      file.on('data', (chunk: Buffer) => chunks.push(chunk));
      file.on('end', () => {
        if (!parts.has(name)) parts.set(name, new Uint8Array(Buffer.concat(chunks)));
      });
      // A body that breaks off ends the file with an error as well; the parser's own reports it.
      file.on('error', () => undefined);
    });
    parser.on('field', (name, text) => {
      if (!parts.has(name)) parts.set(name, new Uint8Array(Buffer.from(text)));
    });
    parser.on('partsLimit', () => fail(`more than ${MOST_PARTS} parts`));
    parser.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    parser.on('close', () => resolve(parts));
    parser.end(body);
  });
}
