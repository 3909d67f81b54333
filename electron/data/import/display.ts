/** Control and direction characters, which could make a name look like another in a list. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A file's or folder's name as it may be shown: the name on disk can hold anything. */
export const displayName = (name: string): string => name.replace(UNSHOWABLE, '\uFFFD').normalize('NFC');
