import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { connectLog } from '../../../src/adapters/telemetry/log.ts';
import { connectMeter } from '../../../src/adapters/telemetry/meter.ts';

describe('connectLog', () => {
  function logged(level: 'info' | 'silent', work: (log: ReturnType<typeof connectLog>) => void): string[] {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    work(connectLog(level, sink));
    return lines;
  }

  it('writes one JSON line with time, level, message and fields', () => {
    const [line] = logged('info', (log) => log.info('stage', { stage: 'onset', milliseconds: 12 }));

    expect(JSON.parse(line!)).toMatchObject({
      level: 30,
      msg: 'stage',
      stage: 'onset',
      milliseconds: 12,
      time: expect.stringMatching(/Z$/),
    });
  });

  it('keeps debug lines for those who ask, and everything from the silent', () => {
    expect(logged('info', (log) => log.debug('x'))).toEqual([]);
    expect(logged('silent', (log) => log.error('x'))).toEqual([]);
  });
});

describe('connectMeter', () => {
  it('counts stages, alerts, posts and failures, and asks for the queue at each scrape', async () => {
    const meter = connectMeter();
    meter.stage('onset', 'done', 0.2);
    meter.webhook('grafana', 'refused');
    meter.alert('join');
    meter.deployEvent('github', 'ignored');
    meter.post('oncall', 'posted');
    meter.refinement('confirmed');
    meter.failure('CHAT_UNAVAILABLE');
    meter.watchQueue(async () => ({ waiting: 3, running: 1 }));

    const text = await meter.text();

    for (const line of [
      'burnscope_stage_duration_seconds_count{stage="onset",outcome="done"} 1',
      'burnscope_webhooks_total{sender="grafana",outcome="refused"} 1',
      'burnscope_alerts_total{action="join"} 1',
      'burnscope_deploy_events_total{sender="github",outcome="ignored"} 1',
      'burnscope_refinements_total{outcome="confirmed"} 1',
      'burnscope_posts_total{channel="oncall",outcome="posted"} 1',
      'burnscope_failures_total{code="CHAT_UNAVAILABLE"} 1',
      'burnscope_investigations{state="waiting"} 3',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('keeps two services in one process apart', async () => {
    const one = connectMeter();
    const other = connectMeter();
    one.alert('join');

    expect(await other.text()).not.toContain('burnscope_alerts_total{action="join"} 1');
  });
});
