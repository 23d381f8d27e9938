import { expect, it } from 'vitest';
import { askedView } from '../../../src/adapters/web/incident-asked.ts';
import { pageLinks } from '../../../src/adapters/web/page-links.ts';
import { NOON } from '../../support/sample-incident.ts';

const links = pageLinks('/incidents/1', 'open', {
  sign: (path) => `https://burn.example${path}`,
  verify: () => 'good',
});
const window = { from: NOON - 60_000, to: NOON };

it('groups what was asked by system, in order, each with its time and its page', () => {
  const groups = askedView(
    [
      { system: 'prod', query: 'up', at: NOON, href: 'https://prom.example/graph?g0.expr=up' },
      { system: 'store', query: 'cpu of a; https://store.example/x', window, href: 'https://store.example/x' },
      { system: 'prod', query: 'rate', window },
    ],
    links,
  );

  expect(groups).toMatchObject([
    {
      system: 'prod',
      count: '2 questions',
      questions: [
        {
          query: 'up',
          at: { iso: '2026-11-22T14:09:00.000Z' },
          from: '',
          href: 'https://prom.example/graph?g0.expr=up',
        },
        { query: 'rate', at: '', from: { iso: '2026-11-22T14:08:00.000Z' }, href: '' },
      ],
    },
    { system: 'store', count: 'one question', questions: [{ query: 'cpu of a', href: 'https://store.example/x' }] },
  ]);
});

it('says a window once, where the question itself spells it out', () => {
  const spelled = [`cpu ${NOON - 60_000}..${NOON}`, 'cpu between 2026-11-22T14:08:00.000Z and later'];

  const [group] = askedView(
    spelled.map((query) => ({ system: 'store', query, window })),
    links,
  );

  expect(group).toMatchObject({ questions: [{ from: '' }, { from: '' }] });
});

it('leads nowhere but to web pages', () => {
  const hrefs = ['javascript:alert(1)', 'data:text/html,x', 'not an address'];

  const [group] = askedView(
    hrefs.map((href) => ({ system: 's', query: 'q', href })),
    links,
  );

  expect(group).toMatchObject({ questions: [{ href: '' }, { href: '' }, { href: '' }] });
});
