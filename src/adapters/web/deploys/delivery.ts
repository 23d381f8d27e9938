import { createHash } from 'node:crypto';
import type { ReadDeploys } from '../../../core/deploy/deploy-event.ts';
import type { Instant } from '../../../core/instant.ts';
import { imageName } from '../../../core/deploy/own-image.ts';

/** One request at a door, parsed. */
export interface DeployDelivery {
  readonly json: unknown;
  /** Case does not matter. */
  readonly header: (name: string) => string | undefined;
  readonly receivedAt: Instant;
}

/** What one request tells; `invalid` only where the sender is a person's script, which can be told what is wrong. */
export type DeployReading =
  | ({ readonly kind: 'read' } & ReadDeploys)
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export type DeployReader = (delivery: DeployDelivery) => DeployReading;

export function ignored(...reasons: readonly string[]): DeployReading {
  return { kind: 'read', events: [], ignored: reasons };
}

const LONGEST_ID = 160;

/** An id from what tells an event apart. One that is long becomes a hash: cut ones might be the same. */
export function eventId(parts: readonly (string | number | undefined)[]): string {
  const id = parts.filter((part) => part !== undefined).join(' ');
  return id.length <= LONGEST_ID ? id : createHash('sha256').update(id).digest('hex').slice(0, 40);
}

/** Of an event that has nothing to be told apart by. */
export function contentId(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 24);
}

/** Host and port of a page, to tell two installations of one product apart. */
export function hostOf(page: string | undefined): string | undefined {
  return page === undefined || !URL.canParse(page) ? undefined : new URL(page).host;
}

/** What rules see of images: the name of the one that is called like the application, else of the first. */
export function imageLabel(images: readonly string[], app: string | undefined): string | undefined {
  const names = images.map(imageName);
  return names.find((name) => app !== undefined && name.endsWith(`/${app}`)) ?? names[0];
}
