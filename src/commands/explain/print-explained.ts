import type { TracedRule } from '../../core/alert/trace-mapping.ts';
import type { Explained } from './explained.ts';

/** Rules that were tried in vain and are not worth a line each. */
const MOST_MISSES = 12;
const WIDTH = 11;

/** As a person reads it who asks why an alert went where it went. Label texts are untrusted: nothing moves the cursor. */
export function printExplained(one: Explained): string {
  const lines = [
    `${one.name === '' ? '(no alertname)' : one.name} ${one.fingerprint} ${one.status}`,
    row('decision', `${one.action}: ${one.reason}`),
    row('about', aboutOf(one)),
    ...(one.burn.length === 0 ? [] : [row('burns', one.burn.map(tier).join(' or '))]),
    ...timeRows(one),
    ...planRows(one),
    ...ruleRows(one),
    ...one.notices.map((notice) => row('note', notice)),
    ...one.asked.map(({ system, query }) => row('asked', `${system}: ${query}`)),
  ];
  return `${lines.map(tame).join('\n')}\n`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(WIDTH)}${text}`;
}

function aboutOf({ dialect, service, slo, sli, objective }: Explained): string {
  const known = [
    service === undefined ? 'no service' : `service ${service}`,
    slo === undefined ? '' : `${sli === undefined ? '' : `${sli} `}SLO ${slo}`,
    objective === undefined ? '' : `objective ${Number((objective * 100).toFixed(4))} %`,
    dialect === 'none' ? 'no SLO generator that we know' : `recognised as ${dialect}`,
  ];
  return known.filter((text) => text !== '').join(', ');
}

function tier({ long, short, factor, fired }: Explained['burn'][number]): string {
  return `${short}/${long}${factor === undefined ? '' : ` at ${factor}×`}${fired === true ? ' (this one)' : ''}`;
}

function timeRows({ onset, windows, source }: Explained): readonly string[] {
  if (onset === undefined || windows === undefined) return [];
  const rate = onset.burnRate === undefined ? '' : `, burning ${onset.burnRate}×`;
  const { comparison, baseline } = windows;
  return [
    row('onset', `${onset.at} by ${onset.method}, ${onset.certain ? 'certain' : 'uncertain'}: ${onset.note}${rate}`),
    row('', `active ${onset.activeAt}, fired ${onset.firedAt}`),
    row('comparison', span(comparison)),
    row('baseline', `${span(baseline)}, ${baseline.note}`),
    ...(source === undefined ? [] : [row('source', source)]),
  ];
}

function span({ from, to }: { readonly from: string; readonly to: string }): string {
  const minutes = (Date.parse(to) - Date.parse(from)) / 60_000;
  return `${from} – ${to} (${minutes.toFixed(1)} min)`;
}

function planRows({ profiles, selector, channel, owner, traffic, settings }: Explained): readonly string[] {
  if (profiles === undefined || selector === undefined) return [];
  const labels = Object.entries(selector).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  const from = (name: string) => (settings?.[name] === undefined ? '' : `  (${settings[name]})`);
  return [
    row('profiles', `${profiles.join(', ')}${from('profiles')}`),
    row('', `of {${labels.join(', ')}}${from('selector')}`),
    row('told to', `${channel ?? ''}${from('channels')}`),
    ...(owner === undefined ? [] : [row('owner', owner)]),
    ...(traffic === undefined ? [] : [row('traffic', `${traffic}${from('traffic')}`)]),
  ];
}

function ruleRows({ rules, builtIn }: Explained): readonly string[] {
  const rows: string[] = [];
  let misses = 0;
  let unreached = 0;
  for (const rule of rules) {
    if (rule.outcome === 'not reached') unreached++;
    else if (rule.outcome === 'not matched' && ++misses > MOST_MISSES) continue;
    else rows.push(row(rows.length === 0 ? 'rules' : '', ruleLine(rule)));
  }
  if (misses > MOST_MISSES) rows.push(row('', `… and ${misses - MOST_MISSES} more that do not match`));
  if (unreached > 0)
    rows.push(row('', `${unreached} later ${unreached === 1 ? 'rule was' : 'rules were'} not reached`));
  rows.push(row(rows.length === 0 ? 'rules' : '', `${mark(builtIn.outcome)} built-in recognition: ${builtIn.detail}`));
  return rows;
}

function ruleLine({ name, place, outcome, detail }: TracedRule): string {
  return `${mark(outcome)} ${name} (${place})${detail === undefined ? `: ${outcome}` : `: ${detail}`}`;
}

function mark(outcome: string): string {
  return outcome === 'won' || outcome === 'ignored the alert' ? '✓' : outcome === 'failed' ? '!' : '✗';
}

function tame(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, '�');
}
