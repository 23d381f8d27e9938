/**
 * Accuracy of the ranking on recorded profiles with known truth, beside the rules by which other tools sort.
 * Run: npx node bench/ranking.ts [only=shop,stress,node,calibration] [n=15] [seeds=1] [seed=1] [view=own] [movers=0] [dump=FILE]
 * Every miss is printed with how often it happened; the last table holds every bar with its figure. `dump` writes what the
 * engine knew of each mover as JSON lines.
 */
import { writeFileSync } from 'node:fs';
import { barTable, type Bar } from './ranking/table.ts';
import { calibrationReport } from './ranking/calibration.ts';
import { featuresOf, type FeatureRow } from './ranking/features.ts';
import { measureNode } from './ranking/node-part.ts';
import { measureScenarios, measureStress } from './ranking/shop-part.ts';
import { readNodeRuns } from './ranking/node-runs.ts';
import { readShop } from './ranking/shop.ts';
import type { Watch } from './ranking/watch.ts';

const options = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string]));
const numberOf = (name: string, usual: number): number => Number(options.get(name) ?? usual);
const wants = (part: string): boolean => (options.get('only') ?? part).split(',').includes(part);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const bars: Bar[] = [];
const rows: FeatureRow[] = [];
const dump = options.get('dump');
const watch: Watch =
  wants('calibration') || dump !== undefined ? (watched) => rows.push(...featuresOf(watched)) : () => undefined;
const repeats = numberOf('n', 15);
const firstSeed = numberOf('seed', 1);
const seeds = Array.from({ length: numberOf('seeds', 1) }, (_, i) => firstSeed + i);

const shop = wants('shop') || wants('stress') ? readShop() : undefined;
if (shop !== undefined) {
  if (wants('shop')) bars.push(...measureScenarios(shop, numberOf('movers', 0), say, watch));
  if (wants('stress')) bars.push(...measureStress(shop, repeats, seeds, say, watch));
} else if (wants('shop') || wants('stress')) say('SKIPPED: the Go recordings of ../shared/data/shop are not there');

const node = wants('node') ? readNodeRuns() : undefined;
const view = options.get('view') === 'full' ? 'full' : 'own';
if (node === undefined && wants('node')) say('SKIPPED: the Node recordings of ../shared/data/node are not there');
if (node !== undefined)
  for (const seed of seeds) bars.push(...measureNode(node, view, Math.ceil(repeats / 3), seed, say, watch));

if (rows.length > 0) say(calibrationReport(rows));
if (dump !== undefined) writeFileSync(dump, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
say(barTable(bars));
