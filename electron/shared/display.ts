/** A flag of a region, such as Scotland: a black flag with letters that are not seen. */
const FLAG = '\\u{1F3F4}[\\u{E0020}-\\u{E007E}]+\\u{E007F}';
/** Joiners where words of some scripts, and pictures of several signs, are written with them; Latin letters never are. */
const JOINER =
  '(?<=[\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])(?<!\\p{Script=Latin})[\\u200C\\u200D](?=[\\p{L}\\p{Extended_Pictographic}])';
/** Control and direction characters, which could make a text look like another, or speak to a terminal. */
const UNSHOWABLE = new RegExp(`(${FLAG}|${JOINER})|[\\p{Cc}\\p{Cf}\\u2028\\u2029]`, 'gu');

/** A text from a file, or a file's own name, as one line that may be shown: it can hold anything. */
export const displayText = (text: string): string =>
  text.replace(UNSHOWABLE, (_sign, meant?: string) => meant ?? '\uFFFD').normalize('NFC');
