import { describe, expect, test } from 'vitest';
import { otlpJson } from '../../../../src/core/profile/formats/otlp.ts';
import { MalformedProfile } from '../../../../src/core/profile/profile.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { rowsOf } from '../../../support/profile-rows.ts';
import { writeOtlpJson } from '../../../support/write-otlp.ts';

const TRACE = '0102030405060708090a0b0c0d0e0f10';
const SPAN = '00000000000000ff';

const PLAN = {
  resources: [
    {
      service: 'shop',
      profiles: [
        {
          type: ['cpu', 'nanoseconds'] as const,
          samples: [
            { stack: ['slow', 'main'], values: [10n], labels: [['thread.name', 'worker-1'] as const] },
            { stack: ['main'], values: [20n], link: [TRACE, SPAN] as const },
          ],
        },
      ],
    },
  ],
};

describe('OTLP profiles in JSON', () => {
  test('reads the field names of the schema in JSON as well, and ids in base64', () => {
    const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
    const text = JSON.stringify(writeOtlpJson(PLAN))
      .replaceAll(
        /"(\w+)":/g,
        (_, key: string) => `"${key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
      )
      .replace(TRACE, base64(TRACE))
      .replace(SPAN, base64(SPAN));

    expect(rowsOf(readProfile(new TextEncoder().encode(text)))).toEqual(rowsOf(otlpJson.decode(writeOtlpJson(PLAN))));
  });

  test('shows the place of code that nobody symbolised', () => {
    const document = {
      resourceProfiles: [
        { scopeProfiles: [{ profiles: [{ sampleType: {}, samples: [{ stackIndex: 1, values: ['1'] }] }] }] },
      ],
      dictionary: {
        stringTable: ['', '/usr/lib/libc.so.6'],
        mappingTable: [{}, { memoryStart: '4096', fileOffset: '256', filenameStrindex: 1 }],
        locationTable: [{}, { mappingIndex: 1, address: '4112' }, { address: '18446744073709551615' }],
        stackTable: [{}, { locationIndices: [1, 2] }],
      },
    };

    expect(rowsOf(otlpJson.decode(document))[0]!.stack).toBe('0xffffffffffffffff;libc.so.6+0x110');
  });

  test.each([
    ['a stack that is not there', { stackIndex: 9, values: ['1'] }, /sample 0 has stack 9, but the table has 2/],
    [
      'an attribute that is not there',
      { stackIndex: 1, attributeIndices: [5], values: ['1'] },
      /sample 0 has attribute 5, but the table has 1/,
    ],
    [
      'a link that is not there',
      { stackIndex: 1, linkIndex: 4, values: ['1'] },
      /sample 0 has link 4, but the table has 1/,
    ],
    [
      'a negative value',
      { stackIndex: 1, values: ['-1'] },
      /samples\[0\]\.values should be a list of positive numbers and is "-1"/,
    ],
    [
      'a value that is none',
      { stackIndex: 1, values: ['many'] },
      /values should be a list of positive numbers and is "many"/,
    ],
    ['a row beyond 32 bits', { stackIndex: 4_294_967_297, values: ['1'] }, /stackIndex should be a row of a table/],
    [
      'a sample that is none',
      7,
      /resourceProfiles\[0\]\.scopeProfiles\[0\]\.profiles\[0\]\.samples\[0\] should be an object and is 7/,
    ],
  ])('JSON with %s is refused, and the place named', (_what, sample, problem) => {
    const document = {
      resourceProfiles: [
        { scopeProfiles: [{ profiles: [{ sampleType: { typeStrindex: 1, unitStrindex: 2 }, samples: [sample] }] }] },
      ],
      dictionary: {
        stringTable: ['', 'cpu', 'nanoseconds', 'f'],
        functionTable: [{}, { nameStrindex: 3 }],
        locationTable: [{}, { lines: [{ functionIndex: 1 }] }],
        stackTable: [{}, { locationIndices: [1] }],
        linkTable: [{}],
        attributeTable: [{}],
      },
    };

    expect(() => otlpJson.decode(document)).toThrow(MalformedProfile);
    expect(() => otlpJson.decode(document)).toThrow(problem);
  });

  test.each([
    [
      'a location that is not there',
      { stackTable: [{}, { locationIndices: [7] }] },
      /names location 7, but the table has 2/,
    ],
    [
      'a function that is not there',
      { locationTable: [{}, { lines: [{ functionIndex: 8 }] }] },
      /location 1 names function 8, but the table has 2/,
    ],
    [
      'a string that is not there',
      { functionTable: [{}, { nameStrindex: 9 }] },
      /the name of function 1 is string 9, but the table has 4/,
    ],
    ['a table that is none', { stringTable: 'cpu' }, /dictionary\.stringTable should be a list and is "cpu"/],
    [
      'a row that is none',
      { functionTable: [{}, null] },
      /dictionary\.functionTable\[1\] should be an object and is null/,
    ],
  ])('JSON with %s is refused, and the place named', (_what, broken, problem) => {
    const document = {
      resourceProfiles: [
        {
          scopeProfiles: [
            {
              profiles: [
                { sampleType: { typeStrindex: 1, unitStrindex: 2 }, samples: [{ stackIndex: 1, values: ['1'] }] },
              ],
            },
          ],
        },
      ],
      dictionary: {
        stringTable: ['', 'cpu', 'nanoseconds', 'f'],
        functionTable: [{}, { nameStrindex: 3 }],
        locationTable: [{}, { lines: [{ functionIndex: 1 }] }],
        stackTable: [{}, { locationIndices: [1] }],
        ...broken,
      },
    };

    expect(() => otlpJson.decode(document)).toThrow(problem);
  });
});
