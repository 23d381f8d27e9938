import { startWeb } from '../../../src/adapters/web/start-web.ts';
import type { WebDoors, WebPatience } from '../../../src/adapters/web/start-web.ts';
import { connectLinks } from '../../../src/adapters/web/links.ts';
import { WebSection } from '../../../src/adapters/web/web-section.ts';
import { drawFlames, foldFlames } from '../../../src/adapters/compute/flame-work.ts';
import { sumSources } from '../../../src/adapters/compute/sum-work.ts';
import type { AlertGroup } from '../../../src/core/alert/alert.ts';
import type { DeployEvent } from '../../../src/core/deploy/deploy-event.ts';
import type { Links } from '../../../src/pipeline/ports.ts';
import type { ProfilePush } from '../../../src/pipeline/pushes.ts';
import { fakeBlobs } from '../../support/fake-blobs.ts';
import type { FakeBlobs } from '../../support/fake-blobs.ts';
import { fakeCompute } from '../../support/fake-compute.ts';
import { fakeDatabase } from '../../support/fake-database.ts';
import { fakeMeter } from '../../support/fake-meter.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { NOON } from '../../support/sample-incident.ts';
import { ONE_PIXEL } from '../../support/sample-report.ts';
import { FLAMES, PROFILE } from './sample-flames.ts';
import { answeredIncident, sampleEvidence } from './sample-evidence.ts';

export interface TestWeb extends Pick<
  WebDoors,
  'incidents' | 'evidence' | 'inboxMessages' | 'deployRecords' | 'checkedSubjects'
> {
  readonly port: number;
  readonly url: string;
  readonly blobs: FakeBlobs;
  readonly log: ReturnType<typeof quietLog>;
  /** What the meter was told. */
  readonly counted: readonly string[];
  readonly received: AlertGroup[];
  readonly pushes: ProfilePush[];
  readonly deployEvents: DeployEvent[];
  /** Address on this server, signed. */
  signed(path: string): string;
  readonly links: Links;
  /** Turns the clock on. */
  pass(milliseconds: number): void;
  /** New doors at the same address, as a reload makes them. */
  reopen(section: Partial<WebSection>, changed?: Partial<WebDoors>): void;
  close(): Promise<void>;
}

/** The real app on loopback over fakes that pass the same contracts as the real ports; holds one answered incident. */
export async function startTestWeb(
  section: Partial<WebSection> = {},
  doors: Partial<WebDoors> = {},
  patience?: WebPatience,
): Promise<TestWeb> {
  const { incidents, incidentList, evidence, inboxMessages, catalogue, deployRecords, checkedSubjects } =
    fakeDatabase();
  const blobs = fakeBlobs();
  const log = quietLog();
  const meter = fakeMeter();
  const received: AlertGroup[] = [];
  const pushes: ProfilePush[] = [];
  const deployEvents: DeployEvent[] = [];
  let now = NOON;
  const clock = { now: () => now };
  // As behind a proxy that serves us under a path of its own.
  const links = connectLinks(
    { externalUrl: 'https://burn.example/prefix', secret: 'a secret for tests only', days: 30 },
    clock,
  );
  for (const bytes of [ONE_PIXEL, PROFILE, FLAMES]) await blobs.put(bytes);
  await incidents.save(answeredIncident());
  await evidence.keep(sampleEvidence());
  const all: WebDoors = {
    receive: async (group) => void received.push(group),
    receiveDeploys: async (events) => {
      deployEvents.push(...events);
      return { accepted: [], added: 0, ignored: [] };
    },
    ingest: async (push) => {
      pushes.push(push);
      return 'kept';
    },
    splitByProcess: (message) => fakeCompute().splitByProcess(message, AbortSignal.timeout(10_000)),
    incidents,
    incidentList,
    evidence,
    blobs,
    inboxMessages,
    deployRecords,
    checkedSubjects,
    catalogue,
    flameFiles: {
      draw: (flames, picture) => drawFlames({ flames, picture }),
      fold: async (flames, profile) => foldFlames({ flames, profile }),
    },
    sums: { sum: async (request) => sumSources(request) },
    links,
    metricsText: async () => '# HELP burnscope_alerts_total Alerts\nburnscope_alerts_total 1\n',
    ready: async () => ({ ready: true, reasons: [] }),
    reload: async () => ({ loaded: true, lines: ['configuration 0123456789ab is loaded'] }),
    configuration: () => ({ hash: '0123456789abcdef'.repeat(4), loadedAt: NOON }),
    log,
    meter,
    clock,
    ...doors,
  };
  const web = await startWeb(WebSection.parse({ listen_address: '127.0.0.1:0', ...section }), all, patience);
  const url = `http://127.0.0.1:${web.port}`;
  return {
    incidents,
    evidence,
    inboxMessages,
    deployRecords,
    checkedSubjects,
    blobs,
    log,
    counted: meter.counted,
    received,
    pushes,
    deployEvents,
    links,
    port: web.port,
    url,
    signed: (path) => links.sign(path).replace('https://burn.example/prefix', url),
    pass: (milliseconds) => void (now += milliseconds),
    reopen: (next, changed = {}) => web.prepare(WebSection.parse(next), { ...all, ...changed })(),
    close: () => web.close(),
  };
}
