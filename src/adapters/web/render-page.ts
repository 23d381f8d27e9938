import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import type { PageLinks } from './page-links.ts';

const TEMPLATES = fileURLToPath(new URL('../../../templates/', import.meta.url));

/** Templates are data: no evaluation, every output escaped, an unknown name or filter is an error. */
const engine = new Liquid({
  root: TEMPLATES,
  layouts: TEMPLATES,
  partials: TEMPLATES,
  extname: '.liquid',
  outputEscape: 'escape',
  strictFilters: true,
  strictVariables: true,
  lenientIf: true,
  ownPropertyOnly: true,
  dynamicPartials: false,
  relativeReference: false,
  // Empty text means absent in our views.
  jsTruthy: true,
  cache: true,
});

export interface PageFrame {
  readonly title: string;
  readonly links: PageLinks;
  /** Seconds until the page's script fetches it again; absent for pages that stay as they are. */
  readonly refreshSeconds?: number;
  /** Changes when what the page shows changes. */
  readonly version?: string;
  /** Said above a page that somebody reads when there is a newer one, instead of replacing it. */
  readonly offer?: string;
}

/** One of templates/*.liquid inside the layout. */
export async function renderPage(template: string, frame: PageFrame, view: object): Promise<string> {
  const { links, title, refreshSeconds, version, offer } = frame;
  const html: unknown = await engine.renderFile(template, {
    ...view,
    title,
    page: template,
    refreshSeconds: refreshSeconds ?? '',
    offer: offer ?? '',
    version: version ?? '',
    style: links.asset('/assets/page.css'),
    script: links.asset('/assets/page.js'),
    icon: links.asset('/assets/icon.svg'),
    inbox: links.to('/inbox'),
    incidents: links.to('/incidents'),
    deploys: links.to('/deploys'),
  });
  return String(html);
}
