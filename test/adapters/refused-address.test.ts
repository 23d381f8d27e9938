import { expect, test } from 'vitest';
import { lookUpAllowed } from '../../src/adapters/refused-address.ts';

test('a name is looked up, and refused where it leads to an address that is never called', async () => {
  expect(await lookUpAllowed('127.0.0.1', {})).toEqual([[{ address: '127.0.0.1', family: 4 }]]);
  await expect(lookUpAllowed('169.254.169.254', {})).rejects.toThrow('169.254.169.254 is never called');
});
