import { MalformedProfile } from '../profile.ts';
import { stringOf } from './otlp-frames.ts';
import type { OtlpProfile, OtlpSample } from './otlp-message.ts';
import type { OtlpTables } from './otlp-tables.ts';

type Label = readonly [key: string, text: string];

const NO_LINK = /^0*$/;

/** Labels by row, made when first asked for. */
export interface OtlpLabels {
  readonly format: string;
  readonly tables: OtlpTables;
  readonly known: (readonly Label[] | undefined)[];
}

/** Attributes of a sample, the span that it was taken in, and the resource. */
export function labelsOfSample(
  labels: OtlpLabels,
  { where }: OtlpProfile,
  at: number,
  sample: OtlpSample,
  resource: readonly Label[],
): readonly Label[] {
  if (sample.attributes.length === 0 && sample.link < 0) return resource;
  const { format, tables } = labels;
  const found: Label[] = [...resource];
  for (const row of sample.attributes) found.push(...(labels.known[row] ??= labelsOfAttribute(row)));
  if (sample.link < 0) return found;
  const link = tables.links[sample.link];
  // Row 0 stands for no link, also where the table was left out.
  if (link === undefined && sample.link > 0)
    throw new MalformedProfile(
      format,
      `${where}: sample ${at} has link ${sample.link}, but the table has ${tables.links.length}`,
    );
  if (link !== undefined && !NO_LINK.test(link.traceId)) found.push(['trace_id', link.traceId]);
  if (link !== undefined && !NO_LINK.test(link.spanId)) found.push(['span_id', link.spanId]);
  return found;

  function labelsOfAttribute(row: number): readonly Label[] {
    const attribute = tables.attributes[row];
    if (attribute === undefined && row !== 0)
      throw new MalformedProfile(
        format,
        `${where}: sample ${at} has attribute ${row}, but the table has ${tables.attributes.length}`,
      );
    const { key = '', value = '' } = attribute ?? {};
    const name = typeof key === 'number' ? stringOf(format, tables, key, `the key of attribute ${row}`) : key;
    const text = typeof value === 'number' ? stringOf(format, tables, value, `the value of attribute ${row}`) : value;
    return name === '' ? [] : [[name, text]];
  }
}
