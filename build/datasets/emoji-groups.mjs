const SKIN_TONES = /^1F3F[B-F]$/;
/** The signs that make a woman or a man of a person, and the arrow that turns them round. */
const SIGNS = /^(?:2640|2642|27A1)$/;
/** What joins, and what asks for a picture in place of a letter. */
const JOINTS = /^(?:200D|FE0F)$/;
/** Man and woman as grown-ups, boy and girl as children. @type {Record<string, string>} */
const PEOPLE = { '1F468': '1F9D1', '1F469': '1F9D1', '1F466': '1F9D2', '1F467': '1F9D2' };

/**
 * What all variants of an emoji have in common: its code points without skin tone, gender and direction. Noto draws them alike.
 *
 * @param {string} unified as emoji.json has it: "1F469-1F3FD-200D-1F33E"
 */
export const groupOf = (unified) =>
  unified
    .split('-')
    .filter((point) => !SKIN_TONES.test(point) && !SIGNS.test(point) && !JOINTS.test(point))
    .map((point) => PEOPLE[point] ?? point)
    .join('-') || unified;
