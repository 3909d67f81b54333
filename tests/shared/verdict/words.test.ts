import { describe, expect, test } from 'vitest';
import type { Neighbour } from '@shared/verdict/verdict.ts';
import { kinshipSentence, labelSentence, verdictSentence } from '@shared/verdict/words.ts';

const scored = { real: [1, 2, 3, 4], fake: [-3, -2, -1, 5] };

describe('what D says, in a sentence', () => {
  test('with a probability where its loss has one, and never for a critic', () => {
    expect(verdictSentence({ loss: 'cross-entropy', score: 1.5, ...scored })).toBe(
      'D takes it for real, with a probability of 82 %: more real than 75 % of the fakes and 25 % of the real images.',
    );
    // The middle of least squares is ½.
    expect(verdictSentence({ loss: 'least-squares', score: 0.4, ...scored })).toBe(
      'D takes it for a fake, with a score of 0.40: more real than 75 % of the fakes and 0 % of the real images.',
    );
    expect(verdictSentence({ loss: 'wasserstein', score: -2.5, ...scored })).toBe(
      'D is a critic and gives it a score of −2.50: more real than 25 % of the fakes and 0 % of the real images.',
    );
    expect(verdictSentence({ loss: 'relativistic', score: -2.5, ...scored })).toBe(
      'D compares, and gives it a score of −2.50: more real than 25 % of the fakes and 0 % of the real images.',
    );
  });

  test('says of the label what D was told, or what it reads', () => {
    const labels = ['Boot', 'Co\u202Eat'];
    expect(labelSentence({ labels, told: null, read: null })).toBeNull();
    expect(labelSentence({ labels, told: { label: 0, how: 'own' }, read: null })).toBe('D was told its label, “Boot”.');
    expect(labelSentence({ labels, told: { label: 1, how: 'best' }, read: null })).toBe(
      'D was told each label; it believes “Co\uFFFDat” most, and that score is shown.',
    );
    expect(labelSentence({ labels: null, told: null, read: { label: 3, probability: 0.7 } })).toBe(
      'D reads “Label 3” in it (70 %).',
    );
  });

  test('says whether it is a copy', () => {
    const near = (kinship: Neighbour['kinship'], distance: number): Neighbour[] => [
      { index: 1233, look: 'small', distance, spacing: 2, kinship, label: null, pixels: new Uint8Array() },
    ];
    expect(kinshipSentence(near('same', 0))).toBe('This is a training image: Image 1,234.');
    expect(kinshipSentence(near('copy', 0.5))).toMatch(/^Nearly a copy.*0\.25 times as far from Image 1,234/);
    expect(kinshipSentence(near('apart', 3))).toMatch(/^No copy.*1\.50 times as far from Image 1,234/);
  });
});
