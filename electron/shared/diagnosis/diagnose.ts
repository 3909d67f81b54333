import type { CheckpointEvaluation } from '../checkpoint-evaluation.ts';
import { explainDivergence, remediesFor, type Divergence } from '../divergence.ts';
import { balanceOf } from '../loss/balance.ts';
import { isCritic, lossOf } from '../loss/index.ts';
import type { MetricsView } from '../metrics/buffer.ts';
import type { RunRecord } from '../run.ts';
import { byHeart } from './by-heart.ts';
import { boundless } from './boundless.ts';
import { classifierRules } from './classifier.ts';
import { courseOf } from './course.ts';
import { criticRules } from './critic.ts';
import { dataRules } from './data.ts';
import { evaluationRules } from './evaluated.ts';
import { fewAlike, fewKinds } from './few-kinds.ts';
import { seen, SEVERITIES, type Evidence, type Finding, type FindingId, type Rule } from './finding.ts';
import type { GridFacts } from './grids.ts';
import { growing } from './growing.ts';
import { nowhere } from './nowhere.ts';
import { sampleRules } from './samples.ts';
import { backAndForth } from './swings.ts';
import { FIRST_STEPS } from './thresholds.ts';

/** What is not said beside a finding that explains it. */
const EXPLAINED: Partial<Record<FindingId, readonly FindingId[]>> = {
  // Whoever makes one picture is found out by any D: that it knows is no fault of D's. Swings may be why it makes one.
  collapse: ['discriminator-ahead', 'generator-catches-up', 'discriminator-too-strong', 'few-kinds', 'nowhere'],
  // Where no picture is drawn, nothing is to be said of how; and whoever jumps is not followed by any D.
  nowhere: ['discriminator-too-weak', 'few-kinds', 'past-best', 'checkerboard', 'grain', 'back-and-forth'],
  'discriminator-too-strong': ['nowhere'],
  // A D that answers where G was has learned too much of it.
  'back-and-forth': ['discriminator-too-weak'],
  // Empty paper is like other empty paper.
  'white-paper': ['few-kinds'],
  copies: ['few-images'],
  'discriminator-by-heart': ['few-images'],
  'running-away': ['gradients-grow', 'nowhere'],
};

/** All that is known of a run. */
export interface RunFacts {
  record: RunRecord;
  view: MetricsView;
  /** What was seen of the newest sample grids, oldest first. */
  grids: readonly GridFacts[];
  /** What its checkpoints were measured by, one for each, oldest first. */
  evaluations: readonly CheckpointEvaluation[];
  /** Where its numbers broke, if they did. */
  divergence?: Divergence | undefined;
}

/**
 * What the numbers and the newest pictures of a run say; the gravest first. It follows from them alone, whenever one
 * looks. Null while there are too few steps to tell. Each rule applies to the losses it is true of; nothing is called
 * well beside a problem.
 */
export function diagnose({ record, view, grids, evaluations, divergence }: RunFacts): Finding[] | null {
  const broke = divergence ? [broken(divergence, record)] : [];
  if (view.length === 0 || (view.columns.step[view.length - 1] ?? 0) < FIRST_STEPS) return divergence ? broke : null;
  const evidence: Evidence = {
    record,
    course: courseOf(view),
    balance: balanceOf(record.config, record.recipe),
    grids,
    evaluations,
  };
  const ofLoss = isCritic(lossOf(record.config)) ? criticRules : classifierRules;
  // What the pictures say comes before what the losses say: it needs no interpretation.
  const rules: readonly Rule[] = [
    ...sampleRules,
    nowhere,
    fewKinds,
    ...evaluationRules,
    byHeart,
    boundless,
    growing,
    backAndForth,
    ...ofLoss,
    fewAlike,
    ...dataRules,
  ];
  const said = [...broke, ...rules.map((rule) => rule(evidence)).filter((finding) => finding !== null)];
  const explained = new Set(said.flatMap(({ id }) => EXPLAINED[id] ?? []));
  const findings = said.filter(({ id }) => !explained.has(id));
  const grave = findings.some(({ severity }) => severity === 'problem' || severity === 'advice');
  return findings
    .filter(({ severity }) => severity !== 'well' || !grave)
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const broken = (divergence: Divergence, { config, stepsPerEpoch }: RunRecord): Finding =>
  seen({
    ...{ id: 'broken', severity: 'problem', chart: 'loss', numbers: {}, since: divergence.step },
    title: 'The numbers broke',
    text: `${explainDivergence(divergence, stepsPerEpoch)} The run stands at its last good checkpoint.`,
    advice: remediesFor(divergence, config, stepsPerEpoch),
  });
