import type { RunRecord } from '@shared/run.ts';
import { lossOf } from '@shared/loss/index.ts';
import { balanceOf } from '../charts/balance.ts';
import type { MetricsView } from '../../metrics/buffer.ts';
import { boundless } from './boundless.ts';
import { classifierRules } from './classifier.ts';
import { courseOf } from './course.ts';
import { criticRules } from './critic.ts';
import type { Evidence, Finding, Rule } from './finding.ts';
import type { GridFacts } from './grids.ts';
import { sampleRules } from './samples.ts';
import { FIRST_STEPS } from './thresholds.ts';

const GRAVITY: readonly Finding['tone'][] = ['problem', 'advice', 'note', 'well'];

/**
 * What the numbers and the newest pictures of a run say; the gravest first. It follows from them alone, whenever one
 * looks. Null while there are too few steps to tell. Each rule applies to the losses it is true of; nothing is called
 * well beside a problem.
 * @param grids what was seen of the newest sample grids, oldest first
 */
export function diagnose(record: RunRecord, view: MetricsView, grids: readonly GridFacts[]): Finding[] | null {
  if (view.length === 0 || (view.columns.step[view.length - 1] ?? 0) < FIRST_STEPS) return null;
  const evidence: Evidence = {
    record,
    course: courseOf(view),
    balance: balanceOf(record.config, record.recipe),
    grids,
  };
  const ofLoss = lossOf(record.config).middle === null ? criticRules : classifierRules;
  // What the pictures say comes before what the losses say: it needs no interpretation.
  const rules: readonly Rule[] = [...sampleRules, boundless, ...ofLoss];
  const findings = rules.map((rule) => rule(evidence)).filter((finding) => finding !== null);
  const grave = findings.some(({ tone }) => tone === 'problem' || tone === 'advice');
  return findings
    .filter(({ tone }) => tone !== 'well' || !grave)
    .sort((a, b) => GRAVITY.indexOf(a.tone) - GRAVITY.indexOf(b.tone));
}
