/** Control and direction characters, which could make a text look like another, or speak to a terminal. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text from a file, or a file's own name, as one line that may be shown: it can hold anything. */
export const displayText = (text: string): string => text.replace(UNSHOWABLE, '\uFFFD').normalize('NFC');
