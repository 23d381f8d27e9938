import { describe, expect, it } from 'vitest';
import { readCdevents } from '../../../../src/adapters/web/deploys/cdevents.ts';
import { changed, COMMIT, delivery, LIVE, onlyEvent, recorded, whyNone } from './read-recorded.ts';

const deployed = recorded('cdevents-deployed');
const DIGEST = 'sha256:0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427';

describe('CDEvents', () => {
  it('tell in binary form that a service was deployed', () => {
    const headers = { 'ce-type': 'dev.cdevents.service.deployed.0.2.0', 'ce-id': 'other', 'ce-source': '/other' };

    expect(onlyEvent(readCdevents, deployed, headers)).toEqual({
      source: 'cdevents',
      id: '/clusters/eu-1 5f9a2a0e-0d64-4b8b-9d5e-1f0c6b1a7c11',
      labels: {
        source: 'cdevents',
        app: 'shop',
        name: 'shop',
        subject: '/namespaces/pay/shop',
        event_source: '/clusters/eu-1',
        environment: 'production',
        image: 'registry.acme.example/pay/shop',
        package: 'shop',
      },
      service: 'shop',
      status: 'success',
      images: [`registry.acme.example/pay/shop:v1.5.0@${DIGEST}`],
      revisions: [],
      at: LIVE + 315,
      environment: 'production',
    });
  });

  it('tell the same in structured form', () => {
    expect(onlyEvent(readCdevents, recorded('cdevents-structured'))).toMatchObject({
      service: 'shop',
      images: [`shop@${DIGEST}`],
      environment: 'production',
    });
  });

  it('may hold the event as text, and may come in a batch', () => {
    const structured = recorded('cdevents-structured');
    const asText = changed(structured, ['data'], JSON.stringify(structured['data']));
    const reading = readCdevents(delivery([asText, recorded('cdevents-structured'), { type: 'x' }]));

    expect(reading).toMatchObject({
      events: [{ service: 'shop' }, { service: 'shop' }],
      ignored: ['the type is x: nothing went live'],
    });
  });

  it('tell of a rollback, and of the commit where the package is one', () => {
    expect(onlyEvent(readCdevents, recorded('cdevents-rolledback'))).toMatchObject({
      kind: 'rollback',
      version: COMMIT,
      commit: COMMIT,
      images: [],
    });
  });

  it('tell what no event has a field for as custom data', () => {
    const customData = {
      commit: COMMIT,
      repository: 'https://git.example/shop',
      team: 'pay',
      previous_version: 'v1.4.2',
      service: 'checkout',
    };

    expect(onlyEvent(readCdevents, { ...deployed, customData })).toMatchObject({
      service: 'checkout',
      commit: COMMIT,
      fromVersion: 'v1.4.2',
      repository: 'https://git.example/shop',
      labels: { team: 'pay', source: 'cdevents' },
    });
  });

  it.each([
    'dev.cdevents.service.removed.0.2.0',
    'dev.cdevents.service.published.0.2.0',
    'dev.cdevents.pipelinerun.finished.0.2.0',
    'com.example.service.deployed.1',
  ])('are quiet about %s', (type) => {
    expect(whyNone(readCdevents, changed(deployed, ['context', 'type'], type))).toBe(
      `the type is ${type}: nothing went live`,
    );
  });

  it('say what is missing', () => {
    expect(whyNone(readCdevents, changed(deployed, ['subject', 'id'], undefined))).toContain('subject.id');
    expect(whyNone(readCdevents, changed(deployed, ['subject', 'content', 'artifactId'], undefined))).toContain(
      'artifactId',
    );
    expect(whyNone(readCdevents, 7)).toBe('the type is nothing: nothing went live');
  });
});
