import { MalformedProfile, type Profile } from '../profile.ts';
import type { JsonFormat } from './format.ts';
import {
  isList,
  isNumber,
  isObject,
  listAt,
  numberAt,
  objectAt,
  textOr,
  wrongValue,
  type JsonObject,
} from './json-values.ts';
import { draftProfile, finishProfile } from './profile-draft.ts';
import { tallyEvents } from './speedscope-evented.ts';
import { frameBehind, readFrames } from './speedscope-frames.ts';
import { unitOfAll } from './speedscope-units.ts';
import { addAmount, createStackTally, EMPTY_STACK, pourStacks, stackCalling, type StackTally } from './stack-tally.ts';

const FORMAT = 'speedscope';

/** https://www.speedscope.app/file-format-schema.json, as py-spy, rbspy, dotnet-trace, Pyroscope and speedscope itself write it. */
export const speedscope: JsonFormat = {
  name: FORMAT,
  recognises: (document) =>
    isObject(document) &&
    (textOr(document['$schema'], '').includes('speedscope') ||
      (isList(document['profiles']) && isObject(document['shared']) && isList(document['shared']['frames']))),
  decode: decodeSpeedscope,
};

/** All profiles of a file, which are its threads, in one; the thread is a label. */
function decodeSpeedscope(document: unknown): Profile {
  const file = objectAt(FORMAT, 'the document', document);
  const profiles = listAt(FORMAT, 'profiles', file['profiles']).map((one, at) =>
    objectAt(FORMAT, `profiles[${at}]`, one),
  );
  const [first] = profiles;
  if (first === undefined) throw new MalformedProfile(FORMAT, 'it holds no profiles');
  const unitOf = unitOfAll(
    FORMAT,
    profiles.map((profile) => textOr(profile['unit'], 'none')),
  );
  const { sampleType, unstated } = unitOf(textOr(first['unit'], 'none'));
  const draft = draftProfile(FORMAT, [sampleType]);
  const numbers = readFrames(draft, file);
  const weights: number[] = [];
  let span = 0;
  profiles.forEach((profile, at) => {
    const where = `profiles[${at}]`;
    const { factor } = unitOf(textOr(profile['unit'], 'none'));
    const tally = createStackTally(draft);
    if (profile['type'] === 'evented') tallyEvents(tally, where, profile, numbers, factor);
    else if (profile['type'] === 'sampled') tallySampled(tally, where, profile, numbers, factor, weights);
    else throw wrongValue(FORMAT, `${where}.type`, '"sampled" or "evented"', profile['type']);
    const name = textOr(profile['name'], '');
    pourStacks(tally, name === '' ? [] : [['thread', name]]);
    span = Math.max(span, spanOf(profile) * factor);
  });
  const isTime = sampleType.unit === 'nanoseconds';
  return finishProfile(draft, {
    ...(unstated === undefined ? {} : { unstated }),
    ...(isTime && weights.length > 0 ? { period: median(weights), periodType: sampleType } : {}),
    durationSeconds: isTime ? span / 1e9 : 0,
  });
}

function tallySampled(
  tally: StackTally,
  where: string,
  profile: JsonObject,
  numbers: readonly number[],
  factor: number,
  weights: number[],
): void {
  const samples = listAt(FORMAT, `${where}.samples`, profile['samples']);
  const given = listAt(FORMAT, `${where}.weights`, profile['weights']);
  if (given.length !== samples.length)
    throw new MalformedProfile(FORMAT, `${where} has ${given.length} weights for ${samples.length} samples`);
  for (let at = 0; at < samples.length; at++) {
    const place = `${where}.samples[${at}]`;
    let stack = EMPTY_STACK;
    for (const index of listAt(FORMAT, place, samples[at]))
      stack = stackCalling(tally, stack, frameBehind(numbers, place, index));
    const weight = numberAt(FORMAT, `${where}.weights[${at}]`, given[at]);
    if (weight < 0) throw new MalformedProfile(FORMAT, `${where}.weights[${at}] is negative`);
    addAmount(tally, stack, 0, weight * factor);
    weights.push(weight * factor);
  }
}

function spanOf({ startValue, endValue }: JsonObject): number {
  return isNumber(startValue) && isNumber(endValue) ? Math.max(0, endValue - startValue) : 0;
}

/** Of weights: the sampling interval, also where a few samples stand for a long time. */
function median(weights: readonly number[]): number {
  const sorted = Float64Array.from(weights).sort();
  return sorted[sorted.length >>> 1]!;
}
