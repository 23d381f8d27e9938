import { describe, expect, it } from 'vitest';
import { connectMeter } from '../../../src/adapters/telemetry/meter.ts';

const HASH = 'fedcba9876543210'.repeat(4);

describe('the gauges of the configuration', () => {
  it('say which one runs and since when, as a number that is exact and as text', async () => {
    const meter = connectMeter();

    meter.configurationLoaded(HASH, 1_795_846_870_500);

    const text = await meter.text();
    expect(text).toContain('burnscope_config_last_reload_successful 1');
    expect(text).toContain('burnscope_config_last_reload_success_timestamp_seconds 1795846870.5');
    expect(text).toContain(`burnscope_config_hash ${Number('0xfedcba987654')}\n`);
    expect(Number.isSafeInteger(Number('0xfedcba987654'))).toBe(true);
    expect(text).toContain('burnscope_config_info{hash="fedcba987654"} 1');
  });

  it('keep that, and say so, when a reload fails', async () => {
    const meter = connectMeter();
    meter.configurationLoaded(HASH, 1_000);

    meter.configurationRefused();

    const text = await meter.text();
    expect(text).toContain('burnscope_config_last_reload_successful 0');
    expect(text).toContain('burnscope_config_last_reload_success_timestamp_seconds 1\n');
    expect(text).toContain('burnscope_config_info{hash="fedcba987654"} 1');
  });

  it('forget the hash before', async () => {
    const meter = connectMeter();
    meter.configurationLoaded(HASH, 1_000);

    meter.configurationLoaded('', 2_000);

    const text = await meter.text();
    expect(text).not.toContain('fedcba987654');
    expect(text).toContain('burnscope_config_hash 0');
  });
});
