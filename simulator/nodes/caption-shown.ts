import type { Settings } from '../settings.ts';

const BLANK_LINES = /\n\s*\n/g;

/** A caption as it is read back: absent where there is none. That Instagram normalises some is reported, not documented. */
export function shownCaption(caption: string | null, { captions }: Pick<Settings, 'captions'>): string | undefined {
  if (caption === null) return undefined;
  return captions === 'as-sent' ? caption : caption.normalize('NFC').trim().replaceAll(BLANK_LINES, '\n\n');
}
