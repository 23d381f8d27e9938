import { displayNames } from './push-kind.ts';
import { BadPush } from './push-refusal.ts';
import { foldLines, foldTree } from './push-text.ts';
import { readMultipart } from './read-multipart.ts';

/** What came in the body of a push to /ingest. */
export interface IngestBody {
  readonly bytes: Uint8Array;
  /** Of a cumulative profile: the one before it. */
  readonly previous?: Uint8Array;
  /** What the agent calls its sample types. */
  readonly names: readonly string[];
}

/** https://grafana.com/docs/pyroscope/latest/reference-server-api/, and what agents sent before there was pprof. */
const FORMATS = ['pprof', 'jfr', 'folded', 'groups', 'collapsed', 'lines', 'speedscope', 'tree', 'trie'] as const;
type Format = (typeof FORMATS)[number];

/**
 * Takes the profile out of the body: a part of a multipart one, or all of it. Of which format it is, the profile itself says
 * better than the query, but for lines and trees. Throws BadPush for another format and a body without a profile.
 */
export async function readIngestBody(
  contentType: string,
  format: string | undefined,
  body: Uint8Array,
): Promise<IngestBody> {
  const known = formatOf(contentType, format);
  if (!/^multipart\//i.test(contentType)) return { bytes: unfold(body, known), names: [] };
  const parts = await readMultipart(contentType, body);
  const wanted = known === 'jfr' ? ['jfr', 'profile'] : ['profile', 'jfr'];
  const profile = wanted.map((name) => parts.get(name)).find((part) => part !== undefined);
  if (profile === undefined) {
    const there = [...parts.keys()].map((name) => JSON.stringify(name.slice(0, 40))).join(', ') || 'none at all';
    throw new BadPush(`multipart body: there is no part called "profile" or "jfr", but ${there}`);
  }
  const previous = parts.get('prev_profile');
  const names = displayNames(parts.get('sample_type_config'));
  const isDelta = previous === undefined || previous.byteLength === 0;
  return { bytes: unfold(profile, known), names, ...(isDelta ? {} : { previous }) };
}

function formatOf(contentType: string, format: string | undefined): Format | undefined {
  const tree = /^binary\/octet-stream\+(tree|trie)$/i.exec(contentType)?.[1]?.toLowerCase();
  const said = format ?? tree;
  const known = FORMATS.find((one) => one === said);
  if (known === undefined && said !== undefined)
    throw new BadPush(`format: ${JSON.stringify(said.slice(0, 40))} is none of ${FORMATS.join(', ')}`);
  return known;
}

function unfold(bytes: Uint8Array, format: Format | undefined): Uint8Array {
  if (format === 'lines') return foldLines(bytes);
  if (format === 'tree' || format === 'trie') return bytes.byteLength === 0 ? bytes : foldTree(bytes, format);
  return bytes;
}
