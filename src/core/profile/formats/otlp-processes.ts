import { MalformedProfile, type Profile } from '../profile.ts';
import { withLabel } from '../with-label.ts';
import { assembleOtlp } from './otlp-assemble.ts';
import { otlpJson } from './otlp.ts';
import { readOtlpJson } from './otlp-json.ts';
import type { OtlpProfile } from './otlp-message.ts';
import { isOtlp } from './otlp-recognise.ts';
import { readOtlpWire } from './otlp-wire.ts';
import { isObject } from './json-values.ts';

const FORMAT = 'otlp';
const SERVICE = 'service.name';
/** Processes of one host; a message of more is made to fill a disk. */
const MOST_PROCESSES = 2000;
const OPENING_BRACE = 0x7b;

export interface OtlpProcess {
  readonly attributes: Readonly<Record<string, string>>;
  readonly profile: Profile;
}

/**
 * A message of OTLP profiles, protobuf or JSON, taken apart by its resources, of which a host's agent sends one for each process
 * or container. Where samples carry a `service.name` of their own, as agents without resources put it, that counts.
 * Answers one after the other, so that one at a time is in memory; resources without samples are left out.
 */
export function* otlpProcesses(bytes: Uint8Array): Generator<OtlpProcess> {
  const byResource = Map.groupBy(readMessage(bytes), ({ resource }) => JSON.stringify(resource));
  if (byResource.size > MOST_PROCESSES)
    throw new MalformedProfile(FORMAT, `it is of ${byResource.size} resources, more than ${MOST_PROCESSES}`);
  for (const profiles of byResource.values()) {
    const profile = assembleOtlp(FORMAT, profiles, bytes.length);
    if (profile.stackStart.length === 1) continue;
    const attributes = Object.fromEntries(profiles[0]!.resource.filter(([key]) => key !== ''));
    const services = servicesOf(profile);
    if (services.length === 0) yield { attributes, profile };
    for (const text of services)
      yield { attributes: { ...attributes, [SERVICE]: text }, profile: withLabel(profile, { key: SERVICE, text }) };
  }
}

function readMessage(bytes: Uint8Array): readonly OtlpProfile[] {
  if (bytes[0] === OPENING_BRACE) return readJsonMessage(bytes);
  if (bytes.length > 0 && !isOtlp(bytes)) throw new MalformedProfile(FORMAT, 'it is no message of profiles');
  return bytes.length === 0 ? [] : readOtlpWire(FORMAT, bytes);
}

function readJsonMessage(bytes: Uint8Array): readonly OtlpProfile[] {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new MalformedProfile(FORMAT, `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(document) || Object.keys(document).length === 0) return [];
  if (!otlpJson.recognises(document)) throw new MalformedProfile(FORMAT, 'it has no list called resourceProfiles');
  return readOtlpJson(FORMAT, document);
}

/** Texts of the samples' own `service.name`; none when not every sample has one. */
function servicesOf({ labels, stackStart }: Profile): readonly string[] {
  if (labels === undefined || !labels.texts.includes(SERVICE)) return [];
  const texts = new Set<string>();
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    let text: string | undefined;
    for (let pair = labels.start[sample]!; pair < labels.start[sample + 1]!; pair++)
      if (labels.texts[labels.pairs[pair * 2]!] === SERVICE) text = labels.texts[labels.pairs[pair * 2 + 1]!];
    if (text === undefined || text === '') return [];
    texts.add(text);
  }
  return texts.size > MOST_PROCESSES ? [] : [...texts];
}
