import type { Labels } from '../core/alert/alert.ts';
import type { Series } from './ports.ts';

/**
 * The series that an alert is about: those whose labels the alert carries too (a series lacks external labels, and the
 * alert the name). Of several that fit equally `exactly` keeps all; `nearest` prefers those that share most.
 */
export function seriesOf(series: readonly Series[], labels: Labels, how: 'exactly' | 'nearest'): readonly Series[] {
  const fitting = series.filter((one) => own(one).every(([label, text]) => labels[label] === text));
  if (fitting.length > 0 || how === 'exactly') return fitting;
  const shared = (one: Series) => own(one).filter(([label, text]) => labels[label] === text).length;
  const most = Math.max(...series.map(shared));
  return series.filter((one) => shared(one) === most);
}

function own({ labels }: Series): readonly (readonly [string, string])[] {
  return Object.entries(labels).filter(([label]) => label !== '__name__');
}
