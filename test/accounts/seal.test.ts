import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEY_BYTES, seal, unseal } from '../../accounts/seal.ts';

const newKey = () => createSecretKey(randomBytes(KEY_BYTES));
const key = newKey();

describe('a sealed text', () => {
  test('opens with its key and its purpose, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
        expect(unseal(key, purpose, seal(key, purpose, text))).toBe(text);
      }),
    );
  });

  test('does not open once any one of its bits differs', () => {
    const sealed = seal(key, 'token.brand', 'EAAG-token');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(unseal(key, 'token.brand', altered)).toBeUndefined();
    }
  });

  test('does not open when cut short at any length', () => {
    const sealed = seal(key, 'token.brand', 'EAAG-token');
    for (let length = 0; length < sealed.length; length++) {
      expect(unseal(key, 'token.brand', sealed.subarray(0, length))).toBeUndefined();
    }
  });

  test('does not open for another purpose or with another key', () => {
    const sealed = seal(key, 'token.brand', 'EAAG-token');
    expect(unseal(key, 'token.other', sealed)).toBeUndefined();
    expect(unseal(newKey(), 'token.brand', sealed)).toBeUndefined();
  });

  test('is different each time, so equal tokens cannot be told', () => {
    expect(seal(key, 'token.brand', 'same').equals(seal(key, 'token.brand', 'same'))).toBe(false);
  });

  test('does not contain the text', () => {
    expect(seal(key, 'token.brand', 'EAAG-token').includes('EAAG')).toBe(false);
  });
});
