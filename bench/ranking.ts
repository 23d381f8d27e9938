/**
 * Accuracy of the ranking on recorded profiles with known truth, beside the rules by which other tools sort.
 * Run: npx node bench/ranking.ts [only=shop,stress] [n=15] [seeds=1] [movers=0]. Ends with every bar and its figure.
 */
import { barTable, type Bar } from './ranking/table.ts';
import { measureScenarios, measureStress } from './ranking/shop-part.ts';
import { readShop } from './ranking/shop.ts';

const options = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string]));
const numberOf = (name: string, usual: number): number => Number(options.get(name) ?? usual);
const wants = (part: string): boolean => (options.get('only') ?? part).split(',').includes(part);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const bars: Bar[] = [];
const watch = (): void => undefined;

const shop = readShop();
if (shop === undefined) say('SKIPPED: ../shared/data/shop is not there, so nothing was measured on its profiles');
else {
  if (wants('shop')) bars.push(...measureScenarios(shop, numberOf('movers', 0), say, watch));
  if (wants('stress')) bars.push(...measureStress(shop, numberOf('n', 15), numberOf('seeds', 1), say, watch));
}

say(barTable(bars));
