import type { BinaryFormat, JsonFormat } from './format.ts';
import { isList, isObject } from './json-values.ts';
import { assembleOtlp } from './otlp-assemble.ts';
import { anyOf } from './otlp-json-fields.ts';
import { readOtlpJson } from './otlp-json.ts';
import { isOtlp } from './otlp-recognise.ts';
import { readOtlpWire } from './otlp-wire.ts';

const FORMAT = 'otlp';

/**
 * OpenTelemetry's profiles, as files and as requests (https://github.com/open-telemetry/opentelemetry-proto). The schema is still in
 * development and has moved fields four times; versions 1.4 to 1.11 are read.
 */
export const otlpProtobuf: BinaryFormat = {
  name: FORMAT,
  recognises: isOtlp,
  decode: (bytes) => assembleOtlp(FORMAT, readOtlpWire(FORMAT, bytes), bytes.length),
};

export const otlpJson: JsonFormat = {
  name: FORMAT,
  recognises: (document) => isObject(document) && isList(anyOf(document, 'resourceProfiles', 'resource_profiles')),
  decode: (document) => assembleOtlp(FORMAT, isObject(document) ? readOtlpJson(FORMAT, document) : []),
};
