/** Unknown services, tags and values all answer nothing: only a further question tells them apart. */
import { z } from 'zod';
import type { Labels } from '../../../core/alert/alert.ts';
import { Failure } from '../../../core/failure.ts';
import type { Window } from '../../../core/instant.ts';
import type { Datadog } from './ask-datadog.ts';
import { tagsOf } from './event-tags.ts';
import { listQuestion } from './list-profiles.ts';

const MOST_NAMES = 5;
/** Shown so late, in milliseconds. */
const LATE_MS = 180_000;
const MOST_LOOKED_AT = 100;
const Events = z.object({ data: z.array(z.object({ attributes: z.looseObject({}) })) });

/** Why nothing answers, as far as Datadog tells. */
export async function explainNone(
  datadog: Datadog,
  { selector, window, now }: { readonly selector: Labels; readonly window: Window; readonly now: number },
  signal: AbortSignal,
): Promise<string> {
  const late = now - window.to < LATE_MS && now >= window.from ? '; it shows profiles one to two minutes late' : '';
  const services = await servicesOf(datadog, window, signal);
  if (services === undefined) return `nothing answers to that${late}`;
  if (services.length === 0) return `Datadog shows no profiles of any service then${late}`;
  const service = selector['service_name'] ?? selector['service.name'] ?? selector['service'];
  if (service !== undefined && !services.includes(service.toLowerCase())) {
    const some = services.slice(0, MOST_NAMES).join(', ');
    return `${service} is not among the services that it shows then: ${some}${services.length > MOST_NAMES ? ', …' : ''}${late}`;
  }
  return `nothing answers to all of these tags together${late}`;
}

/** Of the latest profiles of any service; undefined where that cannot be asked: an explanation must not hide what it explains. */
async function servicesOf(
  datadog: Datadog,
  window: Window,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const question = listQuestion(window, '*', MOST_LOOKED_AT);
    const answer = Events.safeParse(await datadog.json('list', question, signal));
    if (!answer.success) return undefined;
    const names = answer.data.data.flatMap(({ attributes }) => tagsOf(attributes)('service')?.toLowerCase() ?? []);
    return [...new Set(names)].toSorted();
  } catch (error) {
    if (error instanceof Failure && error.code !== 'CANCELLED') return undefined;
    throw error;
  }
}
