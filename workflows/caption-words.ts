// From text: the bundler would write the classes of a literal out as thousands of ranges.
const pattern = (source: string): RegExp => new RegExp(source, 'gu');

/** What cannot be seen, and would keep a word from being found: joiners, marks of direction, variants of a letter or picture. */
const UNSEEN = pattern(String.raw`\p{Default_Ignorable_Code_Point}|\u{20E3}`);
/** A digit on a key is a picture, and no part of the word behind it. */
const KEYCAP = pattern(String.raw`[0-9#*]\u{FE0F}?\u{20E3}`);
/** Written without spaces, so a word is found wherever its letters stand. */
const UNSPACED = new RegExp(
  ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((name) => `\\p{Script=${name}}`).join('|'),
  'u',
);

const WORD_SOURCE = String.raw`[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*`;
const WORD = pattern(WORD_SOURCE);
/** One or several in a row; not within a word or an address. */
const HASHTAGS = pattern(`(?<![A-Za-z0-9_/&=?])(?:[#＃]${WORD_SOURCE})+`);
const MENTION = pattern(`(?<![A-Za-z0-9_/])[@＠]([A-Za-z0-9._]*[A-Za-z0-9_])`);

/** A word as it is compared: letters that look the same and are not stay different, their widths and cases do not. */
export const folded = (word: string): string =>
  word.replaceAll(UNSEEN, '').normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');

/** The words of a caption, ready to be searched. */
export interface CaptionWords {
  has(foldedWord: string): boolean;
}

export function captionWords(caption: string): CaptionWords {
  const text = caption.normalize('NFC').replaceAll(KEYCAP, ' ').replaceAll(UNSEEN, '');
  const whole = folded(text);
  const hashtags = [...text.matchAll(HASHTAGS)].flatMap(([row]) => row.split(/[#＃]/).slice(1));
  const words = new Set([
    ...[...text.matchAll(WORD)].map(([word]) => folded(word)),
    ...hashtags.map((tag) => `#${folded(tag)}`),
    ...[...text.matchAll(MENTION)].map(([, name = '']) => `@${folded(name)}`),
  ]);
  const isMarked = (word: string): boolean => word.startsWith('#') || word.startsWith('@');
  return {
    has: (word) => words.has(word) || (!isMarked(word) && UNSPACED.test(word) && whole.includes(word)),
  };
}
