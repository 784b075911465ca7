import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** Bytes of a key. AES-256. */
export const KEY_BYTES = 32;

// One sealed value: version, nonce, tag, ciphertext.
const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const NONCE_END = 1 + 12;
const TAG_END = NONCE_END + 16;

/**
 * Encrypts a text so that it opens only with the same key and the same `purpose`: a sealed value that is moved elsewhere
 * does not open there. The nonce is random: NIST SP 800-38D allows 2^32 of those per key, far more than there are tokens.
 */
export function seal(key: KeyObject, purpose: string, text: string): Buffer {
  const nonce = randomBytes(NONCE_END - 1);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(additionalData(purpose));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
}

/** The inverse of {@link seal}; undefined when key, purpose or any byte differs. */
export function unseal(key: KeyObject, purpose: string, sealed: Uint8Array): string | undefined {
  if (sealed[0] !== VERSION || sealed.length < TAG_END) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, NONCE_END), { authTagLength: TAG_END - NONCE_END })
    .setAAD(additionalData(purpose))
    .setAuthTag(sealed.subarray(NONCE_END, TAG_END));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(TAG_END)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const additionalData = (purpose: string): Buffer => Buffer.from(`${VERSION}.${purpose}`, 'utf8');
