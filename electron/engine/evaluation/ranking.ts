/**
 * The probability that one of `these` is above one of `those`, a tie counting half: the area under the ROC curve, or the statistic
 * U of H. Mann, D. Whitney, “On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other”
 * (1947), over the number of pairs. From 0 to 1; 0.5 where they do not differ.
 */
export function chanceAbove(these: readonly number[], those: readonly number[]): number {
  const all = [...these.map((score) => ({ score, one: 1 })), ...those.map((score) => ({ score, one: 0 }))];
  all.sort((a, b) => a.score - b.score);
  let [below, pairs] = [0, 0];
  for (let from = 0; from < all.length;) {
    let [until, ones] = [from, 0];
    for (; until < all.length && all[until]?.score === all[from]?.score; until++) ones += all[until]?.one ?? 0;
    const others = until - from - ones;
    pairs += ones * (below + others / 2);
    below += others;
    from = until;
  }
  return pairs / (these.length * those.length);
}
