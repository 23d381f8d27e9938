import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import type { Alert } from '../../src/core/alert/alert.ts';
import { formatDuration } from '../../src/core/alert/duration.ts';
import { generatorExpression } from '../../src/core/alert/generator-expression.ts';
import { tableOf } from '../../src/core/alert/generator-table.ts';
import { recogniseDialect } from '../../src/core/alert/recognise-dialect.ts';

/** What one alert is understood as, in a line: `f sloth checkout/availability errors 5m/1h×14.4 99.9 %`. */
export function understandAlert({ status, labels, annotations, generatorUrl }: Alert): string {
  const slo = recogniseDialect(labels, annotations);
  const expression = generatorExpression(generatorUrl);
  const read = expression === undefined ? [] : readBurnPairs(expression);
  const { pairs } = tableOf(labels, slo.dialect, read);
  const windows = pairs.map(
    ({ shortSeconds, longSeconds, factor, budget }) =>
      `${formatDuration(shortSeconds)}/${formatDuration(longSeconds)}×${factor ?? '?'}${budget === undefined ? '' : ` of ${budget}`}`,
  );
  const about = slo.notBurning === undefined ? [] : ['not burning'];
  return [status[0], slo.dialect, `${slo.service ?? '?'}/${slo.slo}`, slo.sli ?? '?', ...windows, ...about].join(' ');
}
