import { connectParca } from '../../../../src/adapters/stores/parca.ts';
import { ParcaSection } from '../../../../src/adapters/stores/parca/parca-section.ts';
import type { WaitingClock } from '../../../../src/pipeline/ports.ts';

/** Stands still; its pauses take no time. */
const stillClock: WaitingClock = { now: () => 0, sleep: async () => undefined };

export function connectTest(url: string, settings: Readonly<Record<string, unknown>> = {}, budgetMs = 10_000) {
  const section = ParcaSection.parse({ name: 'main', type: 'parca', url, ...settings });
  return connectParca(section, { readFile: (path) => `content of ${path}`, clock: stillClock, budgetMs });
}
